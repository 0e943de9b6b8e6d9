// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Before functions that both sides call.
#ifdef __CUDACC__
#define VMUNET_HOST_DEVICE __host__ __device__
#else
#define VMUNET_HOST_DEVICE
#endif

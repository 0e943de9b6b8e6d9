// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/scan_problem.h"

// Vectors of a size known to the compiler; and one AVX-512 variant, as the later ones add nothing used here.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inference/ops/scan_kernels.cpp"
#include <hwy/foreach_target.h> // Includes this file once per target.

#include <hwy/highway.h>

#include "inference/ops/scan_backward-inl.h"
#include "inference/ops/scan_forward-inl.h"

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

void forwardFloat(const ScanForward<float> &scan, const ScanTask &task)
{
    forwardTask(scan, task);
}
void forwardDouble(const ScanForward<double> &scan, const ScanTask &task)
{
    forwardTask(scan, task);
}
void backwardFloat(const ScanBackward<float> &scan, const ScanTask &task)
{
    BackwardTask<float>(scan, task).run();
}
void backwardDouble(const ScanBackward<double> &scan, const ScanTask &task)
{
    BackwardTask<double>(scan, task).run();
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vmunet {

HWY_EXPORT(forwardFloat);
HWY_EXPORT(forwardDouble);
HWY_EXPORT(backwardFloat);
HWY_EXPORT(backwardDouble);

void runScanForward(const ScanForward<float> &scan, const ScanTask &task)
{
    HWY_DYNAMIC_DISPATCH(forwardFloat)(scan, task);
}

void runScanForward(const ScanForward<double> &scan, const ScanTask &task)
{
    HWY_DYNAMIC_DISPATCH(forwardDouble)(scan, task);
}

void runScanBackward(const ScanBackward<float> &scan, const ScanTask &task)
{
    HWY_DYNAMIC_DISPATCH(backwardFloat)(scan, task);
}

void runScanBackward(const ScanBackward<double> &scan, const ScanTask &task)
{
    HWY_DYNAMIC_DISPATCH(backwardDouble)(scan, task);
}

} // namespace vmunet
#endif

# SPDX-License-Identifier: GPL-3.0-or-later
# Texts that a person reads go through tr(): run as cmake -D ROOT=<source folder> -P untranslated_test.cmake
cmake_minimum_required(VERSION 3.25)

set(setters "setText|setToolTip|setStatusTip|setWindowTitle|setPlaceholderText|setPlaceholder|setAccessibleName")
string(APPEND setters "|setAccessibleDescription|setTitle|setInformativeText|setLabelText|setSuffix|setPrefix|addRow|addTab|addMenu")
string(APPEND setters "|setSpecialValueText|setEmptyLabel")
set(literal "(QStringLiteral|QLatin1String|QString::fromUtf8)\\(\"[^\"]*[A-Za-z][a-z]+[^\"]*\"")
# Two words or more are a sentence, whoever it is given to; markup and style sheets are not read.
set(sentence "(QStringLiteral|QLatin1String|QString::fromUtf8)\\(\"[^\"<{:]*[A-Za-z]+ [a-z]+[^\"<{:]*\"")
file(GLOB_RECURSE sources ${ROOT}/app/studio/*.cpp ${ROOT}/widgets/*.cpp)
foreach(source IN LISTS sources)
    file(STRINGS ${source} hits REGEX "(${setters})\\(${literal}|${sentence}")
    if(hits)
        message(SEND_ERROR "${source}: a text without tr(): ${hits}")
    endif()
endforeach()
list(LENGTH sources count)
if(count LESS 40)
    message(SEND_ERROR "only ${count} sources below ${ROOT}: is it the source folder?")
endif()

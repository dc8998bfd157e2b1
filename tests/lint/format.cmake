# Everything is formatted as .clang-format says. Formatting differs between versions, so one counts.

include("${CMAKE_CURRENT_LIST_DIR}/Lint.cmake")

find_program(clangFormat NAMES clang-format-14 clang-format)
if(NOT clangFormat)
    message("SKIPPED: clang-format is not installed (packaging/test.sh installs it)")
    return()
endif()
execute_process(COMMAND "${clangFormat}" --version OUTPUT_VARIABLE version)
if(NOT version MATCHES "version 14\\.")
    message("SKIPPED: this needs clang-format 14, not ${version}")
    return()
endif()

lint_files(files core scripting ui app tests)
if(NOT files)
    return()
endif()
execute_process(
    COMMAND "${clangFormat}" --dry-run -Werror --ferror-limit=1 "--style=file:${CMAKE_CURRENT_LIST_DIR}/../../.clang-format" ${files}
    WORKING_DIRECTORY "${SOURCE_DIR}"
    RESULT_VARIABLE result
    ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
    string(REGEX MATCHALL "[^\n:]+:[0-9]+:[0-9]+: error: " places "${errors}")
    foreach(place IN LISTS places)
        string(REGEX MATCH "^([^:]+):([0-9]+)" unused "${place}")
        lint_violation("${CMAKE_MATCH_1}" ${CMAKE_MATCH_2} "not formatted; packaging/format.sh does it")
    endforeach()
    if(violations EQUAL 0)
        message(FATAL_ERROR "${errors}")
    endif()
endif()

lint_finish()

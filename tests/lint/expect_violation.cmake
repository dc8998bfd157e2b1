# Runs a lint over a planted tree. It must fail, with exactly one violation, and with our words.
#     cmake -DLINT=… -DTREE=… -DEXPECTED=<regex> -P expect_violation.cmake

execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DSOURCE_DIR=${TREE}" -P "${LINT}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
string(APPEND output "${errors}")
if(output MATCHES "SKIPPED: [^\n]*")
    message("${CMAKE_MATCH_0}")
    return()
endif()
if(result EQUAL 0)
    message(FATAL_ERROR "the planted violation was not found:\n${output}")
endif()
if(NOT output MATCHES "${EXPECTED}")
    message(FATAL_ERROR "found, but not with the words \"${EXPECTED}\":\n${output}")
endif()
if(NOT output MATCHES "[^0-9]1 violation\\(s\\)")
    message(FATAL_ERROR "not exactly one violation:\n${output}")
endif()

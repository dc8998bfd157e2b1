# How targets of this project are made. Every folder has its own small CMakeLists.txt with an
# explicit list of files, so that two people who work in two folders never edit the same file.

set(SYNCLINE_PCH_CORE
    <algorithm> <array> <atomic> <chrono> <compare> <concepts> <condition_variable> <cstddef>
    <cstdint> <cstring> <deque> <exception> <filesystem> <functional> <limits> <map> <memory>
    <mutex> <optional> <queue> <set> <span> <stdexcept> <stop_token> <string> <string_view>
    <thread> <tuple> <type_traits> <unordered_map> <unordered_set> <utility> <variant> <vector>
    <QByteArray> <QDateTime> <QObject> <QString> <QTimer>)
set(SYNCLINE_PCH_UI ${SYNCLINE_PCH_CORE}
    <QAbstractTableModel> <QAction> <QApplication> <QBoxLayout> <QComboBox> <QDialog> <QFormLayout>
    <QFutureWatcher> <QHeaderView> <QIcon> <QKeyEvent> <QLabel> <QLineEdit> <QMainWindow> <QMenu>
    <QPainter> <QPointer> <QPushButton> <QStackedWidget> <QStyledItemDelegate> <QTableView>
    <QToolBar> <QTreeView>)
set(SYNCLINE_PCH_TEST <QAbstractItemModelTester> <QSignalSpy> <QTest>)

# CMake refuses a target without sources, and folders may still be empty.
function(syncline_anchor name variable)
    set(anchor "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    if(NOT EXISTS "${anchor}")
        file(WRITE "${anchor}" "// Keeps ${name} a target while it has no other source.\n")
    endif()
    set_source_files_properties("${anchor}" PROPERTIES SKIP_AUTOMOC ON)
    set(${variable} "${anchor}" PARENT_SCOPE)
endfunction()

# syncline_pch(<name> LINKS <target…> HEADERS <header…>): a precompiled header that many targets
# share. g++ takes one only where every macro that it was built with is defined in the same way, so
# it links as little as possible.
function(syncline_pch name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS;HEADERS")
    syncline_anchor(${name} anchor)
    add_library(${name} OBJECT "${anchor}")
    target_link_libraries(${name} PRIVATE syncline_options ${ARG_LINKS})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

if(SYNCLINE_PCH)
    syncline_pch(syncline_pch_core LINKS Qt6::Core HEADERS ${SYNCLINE_PCH_CORE})
    if(SYNCLINE_UI)
        syncline_pch(syncline_pch_ui LINKS Qt6::Widgets HEADERS ${SYNCLINE_PCH_UI})
    endif()
    if(SYNCLINE_TESTS)
        syncline_pch(syncline_pch_test LINKS syncline_test_options Qt6::Test Qt6::Network
            HEADERS ${SYNCLINE_PCH_CORE} ${SYNCLINE_PCH_TEST})
    endif()
    if(SYNCLINE_TESTS AND SYNCLINE_UI)
        syncline_pch(syncline_pch_uitest LINKS syncline_test_options Qt6::Test Qt6::Network Qt6::Widgets
            HEADERS ${SYNCLINE_PCH_UI} ${SYNCLINE_PCH_TEST})
    endif()
endif()

# syncline_library(<name> DEPENDS <public…> PRIVATE_DEPENDS <private…> PCH core|ui)
# A static library that is filled by syncline_sources() in its folders. Includes are written from
# the top of the source tree: #include "core/store/Statement.h".
function(syncline_library name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "PCH" "DEPENDS;PRIVATE_DEPENDS")
    if(ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "syncline_library(${name}): unexpected ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    syncline_anchor(${name} anchor)
    add_library(${name} STATIC "${anchor}")
    set_target_properties(${name} PROPERTIES UNITY_BUILD_MODE GROUP)
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE syncline_options ${ARG_PRIVATE_DEPENDS})
    if(SYNCLINE_PCH AND ARG_PCH)
        target_precompile_headers(${name} REUSE_FROM syncline_pch_${ARG_PCH})
    endif()
endfunction()

# syncline_sources(<target> [SEPARATE] <file…>): adds files of the current folder to a library.
# Where CMAKE_UNITY_BUILD is on, up to sixteen files of a folder are compiled as one, so names in
# their anonymous namespaces must differ within the folder; SEPARATE is for files that are alike on
# purpose.
function(syncline_sources target)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "SEPARATE" "" "")
    list(REMOVE_ITEM ARGN SEPARATE)
    list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
    target_sources(${target} PRIVATE ${files})
    file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    set(count 0)
    foreach(file IN LISTS files)
        math(EXPR chunk "${count} / 16")
        math(EXPR count "${count} + 1")
        if(ARG_SEPARATE)
            set(unity SKIP_UNITY_BUILD_INCLUSION ON)
        else()
            set(unity UNITY_GROUP "${folder}_${chunk}")
        endif()
        set_source_files_properties("${file}" TARGET_DIRECTORY ${target} PROPERTIES ${unity})
    endforeach()
endfunction()

# syncline_folders(<folder…>): adds those folders that exist already, in this order.
function(syncline_folders)
    foreach(folder IN LISTS ARGN)
        if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
            add_subdirectory(${folder})
        endif()
    endforeach()
endfunction()

# syncline_test_environment(<name> <variable>): what every test runs under. No test sees the
# user's home, locale, time zone, display or session bus.
function(syncline_test_environment name variable)
    set(home "${PROJECT_BINARY_DIR}/home/${name}")
    file(MAKE_DIRECTORY "${home}/config" "${home}/data" "${home}/cache" "${home}/state")
    set(environment
        QT_QPA_PLATFORM=offscreen QT_FATAL_WARNINGS=1 LC_ALL=C.UTF-8 TZ=UTC
        "HOME=${home}" "XDG_CONFIG_HOME=${home}/config" "XDG_DATA_HOME=${home}/data"
        "XDG_CACHE_HOME=${home}/cache" "XDG_STATE_HOME=${home}/state"
        "XDG_RUNTIME_DIR=${PROJECT_BINARY_DIR}/run"
        "SYNCLINE_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
        "SYNCLINE_PROGRAM=$<TARGET_FILE:syncline>")
    if(SYNCLINE_NIGHTLY)
        list(APPEND environment SYNCLINE_NIGHTLY=1)
    endif()
    set(suppressions "${PROJECT_SOURCE_DIR}/tests/support/sanitizers")
    if(SYNCLINE_SANITIZE STREQUAL "address")
        list(APPEND environment
            "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
            "LSAN_OPTIONS=suppressions=${suppressions}/lsan.supp:print_suppressions=0"
            "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1")
    elseif(SYNCLINE_SANITIZE STREQUAL "thread")
        list(APPEND environment
            "TSAN_OPTIONS=halt_on_error=1:die_after_fork=0:second_deadlock_stack=1:suppressions=${suppressions}/tsan.supp")
    endif()
    set(${variable} "${environment}" PARENT_SCOPE)
endfunction()

# syncline_test(<name> <source…> LINKS <target…> [LABELS <label…>] [TIMEOUT <seconds>])
# One program and one CTest per test class. syncline_core, Qt6::Test, rapidcheck and
# (when it exists) syncline_test_support are linked by themselves. Sanitizers get four times the time.
# A test labelled nightly is registered only with SYNCLINE_NIGHTLY.
function(syncline_test name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "TIMEOUT" "LINKS;LABELS")
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    if(NOT SYNCLINE_SANITIZE STREQUAL "none")
        math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 4")
    endif()
    add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE
        syncline_options syncline_test_options ${ARG_LINKS} syncline_core Qt6::Test rapidcheck)
    if(TARGET syncline_test_support)
        target_link_libraries(${name} PRIVATE syncline_test_support)
    endif()
    syncline_test_pch(${name} ${ARG_LINKS})

    if("nightly" IN_LIST ARG_LABELS AND NOT SYNCLINE_NIGHTLY)
        return()
    endif()
    add_test(NAME ${name} COMMAND ${name})
    syncline_test_environment(${name} environment)
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "${environment}" LABELS "${ARG_LABELS}")
endfunction()

# The precompiled header of a test: with widgets or without.
function(syncline_test_pch name)
    if(NOT SYNCLINE_PCH)
        return()
    endif()
    if("syncline_ui" IN_LIST ARGN OR ("syncline_app" IN_LIST ARGN AND SYNCLINE_UI))
        target_precompile_headers(${name} REUSE_FROM syncline_pch_uitest)
    else()
        target_precompile_headers(${name} REUSE_FROM syncline_pch_test)
    endif()
endfunction()

# syncline_benchmark(<name> <source…> LINKS <target…>): a program on Google Benchmark.
function(syncline_benchmark name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS")
    add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE syncline_options ${ARG_LINKS} benchmark::benchmark)
endfunction()

# syncline_fuzzer(<name> <source…> LINKS <target…>): a libFuzzer program. As a test it runs for
# ten seconds over tests/fuzz/corpus/<name>, so that it cannot rot.
function(syncline_fuzzer name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS")
    add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE syncline_options ${ARG_LINKS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set(found "${PROJECT_BINARY_DIR}/fuzz/${name}")
    file(MAKE_DIRECTORY "${found}")
    set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    if(NOT IS_DIRECTORY "${corpus}")
        set(corpus "")
    endif()
    add_test(NAME ${name} COMMAND ${name} -max_total_time=10 -timeout=5 -rss_limit_mb=1024 "${found}" ${corpus})
    syncline_test_environment(${name} environment)
    set_tests_properties(${name} PROPERTIES TIMEOUT 120 ENVIRONMENT "${environment}" LABELS fuzz)
endfunction()

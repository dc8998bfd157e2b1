# What our code never says, and the one place that may. See CONTRIBUTING.md for what to use instead.

include("${CMAKE_CURRENT_LIST_DIR}/Lint.cmake")

set(rules 0)
# ban(<regex> <where> <except> <sentence>): a match in a file whose path matches `where` and does
# not match `except` is a violation. The regex sees code without comments and may span lines.
function(ban regex where except sentence)
    math(EXPR rules "${rules} + 1")
    set(rules ${rules} PARENT_SCOPE)
    set(regex_${rules} "${regex}" PARENT_SCOPE)
    set(where_${rules} "${where}" PARENT_SCOPE)
    set(except_${rules} "${except}" PARENT_SCOPE)
    set(sentence_${rules} "${sentence}" PARENT_SCOPE)
endfunction()

set(all "^(core|scripting|ui|app|tests)/")
set(product "^(core|scripting|ui|app)/")
set(nowhere "^$")
set(w "[^A-Za-z0-9_]")

# Nested event loops and blocking waits
ban("${w}QEventLoop${w}" "${all}" "${nowhere}"
    "QEventLoop: never run a nested event loop; use whenDone()")
ban("${w}processEvents[ ]*\\(" "${all}" "${nowhere}"
    "processEvents: never run a nested event loop")
ban("${w}BlockingQueuedConnection${w}" "${all}" "${nowhere}"
    "BlockingQueuedConnection: never block on another thread")
ban("${w}waitForFinished[ ]*\\(" "${product}" "${nowhere}"
    "waitForFinished: never block on a future or a process; use whenDone()")
ban("(\\.|->)exec[ ]*\\(" "^ui/" "${nowhere}"
    "exec() on a dialog or menu: use open() or popup() and a signal")
ban("${w}Q(FileDialog::get|ColorDialog::get|FontDialog::get|InputDialog::get)" "${product}" "${nowhere}"
    "a static dialog runs a nested event loop: use open() and a signal")
ban("${w}(qWait|qSleep)[ ]*\\(" "${all}" "${nowhere}"
    "qWait: wait for a condition (QTRY_…), never for time")
ban("${w}(sleep_for|sleep_until|msleep|usleep|QThread::sleep)[ ]*\\(" "${all}" "${nowhere}"
    "sleep: wait for a condition, never for time; time comes from Clock")

# Singletons and loose connections
ban("::instance[ ]*\\(\\)" "${all}" "^app/"
    "::instance(): no singletons; pass what is needed")
ban("${w}(SIGNAL|SLOT)[ ]*\\(" "${all}" "${nowhere}"
    "SIGNAL()/SLOT(): connect member functions")
ban("void[ \t\n]+([A-Za-z_]+::)?on_[A-Za-z]+_" "${all}" "${nowhere}"
    "on_x_y: no slots connected by name")
ban("${w}connect[ ]*\\([^,;{}]+,[ \t\n]*(qOverload<[^;{}]*>\\()?&[A-Za-z0-9_:]+\\)?,[ \t\n]*\\[" "${all}" "${nowhere}"
    "connect() without a context: give the object that the lambda lives with")
ban("(\\.|->)then[ ]*\\([ \t\n]*(this|[A-Za-z_][A-Za-z0-9_]*)[ \t\n]*," "${all}" "${nowhere}"
    "QFuture::then(context, …) asserts in Qt 6.4 when the context dies: use whenDone()")

# What the user sees
ban("${w}QMessageBox${w}" "${product}" "^ui/prompt/"
    "QMessageBox: questions and errors go through the Prompter")
ban("(new QLabel[ ]*[({;]|${w}QLabel[ ]+[a-z][A-Za-z_]*[ ]*[;({=])" "^(ui|app)/" "^ui/widget/PlainLabel"
    "QLabel guesses the text format: use PlainLabel (ui/widget)")
ban("setToolTip[ ]*\\([ \t\n]*([^ \t\npt]|p[^l]|t[^r])" "^(ui|app)/" "${nowhere}"
    "a tooltip guesses the text format: setToolTip(tr(…)) or setToolTip(plainToolTip(…))")
ban("${w}QSortFilterProxyModel${w}" "^ui/(record|records|logs|runs|requests|jobs|sync)/" "${nowhere}"
    "QSortFilterProxyModel over records or logs: sorting and filtering are new queries")

# Lua errors are C++ exceptions of a type that we must not swallow
ban("catch[ ]*\\([ ]*\\.\\.\\.[ ]*\\)" "^scripting/" "${nowhere}"
    "catch (...) swallows Lua's own errors and fatal stops: catch std::exception")

# g++ 12 destroys such a temporary of a co_await expression twice (core/base/Task.h)
ban("${w}co_await${w}[^;{}]*[(,][ \t\n]*([A-Z][A-Za-z0-9_:]*)?{[ \t\n]*\\." "${all}" "${nowhere}"
    "an aggregate inside co_await is destroyed twice by g++ 12: name it in a statement before")
ban("${w}co_await${w}[^;{}]*[(,][ \t\n]*[A-Z][A-Za-z0-9_:]*{" "${all}" "${nowhere}"
    "an aggregate inside co_await is destroyed twice by g++ 12: name it in a statement before")
ban("${w}co_await${w}[^;{}]*[(,][ \t\n]*\\[([^]]*,)?[ ]*([a-su-zA-Z_=]|t[^h])" "${all}" "${nowhere}"
    "what a lambda inside co_await captures by value is destroyed twice by g++ 12: capture by reference, or name the lambda in a statement before")

# SQL text stays in the floors that own a database (core/log has its own file)
set(sql "SELECT|INSERT INTO|INSERT OR [A-Z]+ INTO|DELETE FROM|CREATE (TEMP |UNIQUE |VIRTUAL )?(TABLE|INDEX|TRIGGER|VIEW)|ALTER TABLE|DROP (TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN IMMEDIATE|SAVEPOINT|ROLLBACK TO|VACUUM INTO|ORDER BY|WHERE")
set(sqlLower "select [^\"\n]* from |insert into |delete from |update [a-z_]+ set |create table |pragma ")
ban("\"[^\"\n]*${w}?(${sql}) |\"(${sqlLower})" "${product}" "^core/(store|record|log)/"
    "SQL text: only core/store, core/record and core/log speak SQL")

# Names that say nothing
ban("(class|struct)[ ]+[A-Z][A-Za-z]*(Manager|Helper|Handler|Util|Utils)[ \t\n]*(final)?[ \t\n]*[:{]" "${all}" "${nowhere}"
    "a class called Manager, Helper, Handler or Utils: name what it is about")

lint_files(files core scripting ui app tests)
foreach(file IN LISTS files)
    lint_code("${file}" code)
    set(code "\n${code}")
    foreach(rule RANGE 1 ${rules})
        if(NOT file MATCHES "${where_${rule}}" OR file MATCHES "${except_${rule}}")
            continue()
        endif()
        if(NOT code MATCHES "${regex_${rule}}")
            continue()
        endif()
        set(rest "${code}")
        set(passed 0)
        while(rest MATCHES "${regex_${rule}}")
            set(match "${CMAKE_MATCH_0}")
            string(FIND "${rest}" "${match}" at)
            string(LENGTH "${match}" length)
            # A match may begin with the character before the word, a line end among them.
            string(REGEX REPLACE "^\n+" "" word "${match}")
            string(LENGTH "${word}" wordLength)
            math(EXPR offset "${passed} + ${at} + ${length} - ${wordLength}")
            lint_line_at("${code}" ${offset} line)
            math(EXPR line "${line} - 1")
            lint_violation("${file}" ${line} "${sentence_${rule}}")
            math(EXPR next "${at} + ${length}")
            math(EXPR passed "${passed} + ${next}")
            string(SUBSTRING "${rest}" ${next} -1 rest)
        endwhile()
    endforeach()
    # The role may be answered only with text made plain.
    if(file MATCHES "^ui/" AND code MATCHES "ToolTipRole" AND NOT code MATCHES "plainToolTip")
        lint_violation("${file}" 0 "ToolTipRole without plainToolTip(): a tooltip guesses the text format")
    endif()
endforeach()

lint_finish()

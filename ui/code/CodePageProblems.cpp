#include "ui/code/CodePage.h"

#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodeFile.h"
#include "ui/code/CodeStatus.h"

#include <algorithm>

using namespace Qt::StringLiterals;

/** What is wrong: with the text as it is typed, and with the file as the project loaded it. */
namespace syncline::ui {

void CodePage::check()
{
    m_checkTimer.stop();
    if (m_editor->language() != CodeLanguage::Lua || !m_file->isLoaded())
        return;
    const quint64 ticket = ++m_checkTicket;
    whenDone(context().engine->checkScript(fromQString(ref().name),
                                           sourceBytes(m_editor->bytes(), m_hasMark)),
             this, [this, ticket](const Result<std::vector<ScriptProblem>> &found) {
                 if (ticket != m_checkTicket)
                     return;
                 m_status->setUnchecked(
                     found ? QString() : tr("Not checked: %1").arg(errorText(found.error())));
                 m_textProblems.clear();
                 for (const ScriptProblem &problem :
                      found ? found.value() : std::vector<ScriptProblem>())
                     m_textProblems.push_back({problem.line, problem.column,
                                               displayLine(problem.message), problem.warning});
                 showProblems();
             });
}

void CodePage::setFileProblems()
{
    const ProjectPtr project = context().engine->project();
    const std::string path = fromQString(ref().name);
    std::vector<CodeProblem> problems;
    for (const Problem &problem : project ? project->problems : std::vector<Problem>()) {
        if (problem.file == path)
            problems.push_back({problem.line, problem.column, displayLine(problem.message),
                                problem.severity == Problem::Severity::Warning});
    }
    if (problems == m_fileProblems)
        return;
    m_fileProblems = std::move(problems);
    if (m_file->isLoaded())
        showProblems();
}

void CodePage::showProblems()
{
    std::vector<CodeProblem> all = m_textProblems;
    all.insert(all.end(), m_fileProblems.begin(), m_fileProblems.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const CodeProblem &a, const CodeProblem &b) { return a.line < b.line; });
    m_editor->setProblems(all);
    m_status->setProblems(all);
    m_status->setProblemHere(m_editor->problemText(m_editor->currentLine()));
}

} // namespace syncline::ui

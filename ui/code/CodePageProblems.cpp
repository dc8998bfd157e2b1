#include "ui/code/CodePage.h"

#include "core/base/Json.h"
#include "core/engine/Views.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodeFile.h"
#include "ui/code/CodeStatus.h"

#include <algorithm>

using namespace Qt::StringLiterals;

/** What is wrong: with the text as it is typed, and with the file as the project loaded it. */
namespace syncline::ui {

namespace {
constexpr qsizetype checkedJson = 1024 * 1024; ///< Read on the window's thread: a few ms.
} // namespace

void CodePage::check()
{
    m_checkTimer.stop();
    if (!m_file->isLoaded())
        return;
    if (m_editor->language() == CodeLanguage::Json)
        checkJson();
    if (m_editor->language() == CodeLanguage::Sql)
        checkView();
    if (m_editor->language() != CodeLanguage::Lua)
        return;
    const quint64 ticket = ++m_checkTicket;
    whenDone(context().engine->checkScript(fromQString(ref().name),
                                           sourceBytes(m_editor->bytes(), m_hasMark)),
             this, [this, ticket](const Result<std::vector<ScriptProblem>> &found) {
                 if (ticket != m_checkTicket)
                     return;
                 std::vector<CodeProblem> problems;
                 for (const ScriptProblem &problem :
                      found ? found.value() : std::vector<ScriptProblem>())
                     problems.push_back({problem.line, problem.column, displayLine(problem.message),
                                         problem.warning});
                 takeProblems(std::move(problems), found ? QString() : errorText(found.error()));
             });
}

void CodePage::takeProblems(std::vector<CodeProblem> problems, const QString &unchecked)
{
    m_status->setUnchecked(unchecked.isEmpty() ? QString() : tr("Not checked: %1").arg(unchecked));
    m_textProblems = std::move(problems);
    showProblems();
}

/** Against the models as they are now. */
void CodePage::checkView()
{
    const QString name = ref().name.section(u'/', -1).section(u'.', 0, -2);
    if (!ref().name.startsWith(u"views/"_s))
        return;
    const quint64 ticket = ++m_checkTicket;
    whenDone(context().engine->views().check(fromQString(name),
                                             sourceBytes(m_editor->bytes(), m_hasMark)),
             this, [this, ticket](const Result<std::vector<Problem>> &found) {
                 if (ticket != m_checkTicket)
                     return;
                 std::vector<CodeProblem> problems;
                 for (const Problem &problem : found ? found.value() : std::vector<Problem>())
                     problems.push_back({problem.line, problem.column, displayLine(problem.message),
                                         problem.severity == Problem::Severity::Warning});
                 takeProblems(std::move(problems), found ? QString() : errorText(found.error()));
             });
}

/** As the text stands: what the file means is the project's to say, once it is saved. */
void CodePage::checkJson()
{
    m_textProblems.clear();
    if (m_editor->length() <= checkedJson) {
        const auto parsed = json::parse(sourceBytes(m_editor->bytes(), m_hasMark));
        if (!parsed) {
            const QString place = toQString(parsed.error().place); // "3:14"
            m_textProblems.push_back({qMax(1, place.section(u':', -2, -2).toInt()),
                                      qMax(1, place.section(u':', -1).toInt()),
                                      errorText(parsed.error()), false});
        }
    }
    showProblems();
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
    for (const CodeProblem &problem : m_fileProblems) {
        if (std::find(all.begin(), all.end(), problem) == all.end())
            all.push_back(problem);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const CodeProblem &a, const CodeProblem &b) { return a.line < b.line; });
    m_editor->setProblems(all);
    m_status->setProblems(all);
    m_status->setProblemHere(m_editor->problemText(m_editor->currentLine()));
}

} // namespace syncline::ui

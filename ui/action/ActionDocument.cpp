#include "ui/action/ActionDocument.h"

#include "ui/action/EffectText.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"

#include <QUndoCommand>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

namespace {
constexpr int maxSteps = 200;

/** Whether the files would say the same. */
bool isSame(ActionDef a, ActionDef b)
{
    a.isDefault = false;
    b.isDefault = false;
    return a == b;
}
} // namespace

/** One step that can be undone. */
class ActionStep final : public QUndoCommand
{
public:
    ActionStep(ActionDocument *document, const QString &what, ActionDef before, ActionDef after)
        : QUndoCommand(what),
          m_document(document),
          m_before(std::move(before)),
          m_after(std::move(after))
    {
    }
    void undo() override { m_document->take(m_before); }
    void redo() override { m_document->take(m_after); }

private:
    ActionDocument *m_document;
    const ActionDef m_before;
    const ActionDef m_after;
};

ActionDocument::ActionDocument(Engine *engine, std::string fullName, QObject *parent)
    : QObject(parent),
      m_engine(engine),
      m_fullName(std::move(fullName))
{
    m_steps.setUndoLimit(maxSteps);
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(100ms); // several files saved at once are one check
    connect(&m_checkTimer, &QTimer::timeout, this, &ActionDocument::check);
    connect(m_engine, &Engine::problemsChanged, &m_checkTimer, qOverload<>(&QTimer::start));
    connect(m_engine, &Engine::projectChanged, this, [this] {
        m_checkTimer.start();
        if (!m_isSaving) // else the answer to the save says what there is
            reload();
    });
    reload();
    check();
}

ActionDocument::~ActionDocument()
{
    m_steps.blockSignals(true);
}

QString ActionDocument::file() const
{
    const QString name = toQString(m_fullName);
    const qsizetype dot = name.indexOf(u'.');
    if (dot < 0)
        return u"actions/"_s + name + u"/action.json"_s;
    return u"models/"_s + name.left(dot) + u'/' + name.mid(dot + 1) + u"/action.json"_s;
}

void ActionDocument::reload()
{
    const ProjectPtr project = m_engine->project();
    const auto found = project ? project->findAction(m_fullName) : nullptr;
    if (!found && !m_action)
        return;
    if (found && m_action && isSame(*found, *m_action)) {
        m_action->isDefault = found->isDefault;
        return;
    }
    const bool wasThere = m_action.has_value();
    m_action = found ? std::optional(*found) : std::nullopt;
    m_steps.clear();
    Q_EMIT changed();
    if (wasThere)
        Q_EMIT changedOutside();
}

void ActionDocument::change(const QString &what, const ActionDef &next)
{
    if (m_action && !isSame(*m_action, next))
        m_steps.push(new ActionStep(this, what, *m_action, next)); // which takes it
}

void ActionDocument::take(const ActionDef &action)
{
    m_action = action;
    Q_EMIT changed();
    save();
}

void ActionDocument::save()
{
    if (m_isSaving) {
        m_saveAgain = true;
        return;
    }
    m_isSaving = true;
    whenDone(m_engine->saveAction(*m_action), this, [this](const Result<void> &result) {
        m_isSaving = false;
        const bool again = std::exchange(m_saveAgain, false);
        if (!result) {
            reload(); // what was not saved is not shown as if it were
            Q_EMIT saveFailed(result.error());
        } else if (again) {
            save();
        } else {
            reload();
            Q_EMIT saved();
        }
    });
}

bool ActionDocument::concerns(const Problem &problem) const
{
    const QString own = file();
    if (toQString(problem.file) == own)
        return true;
    if (!m_action)
        return false;
    for (const EffectPhase phase : effectPhases) {
        for (const EffectDef &effect : effectsOf(*m_action, phase)) {
            if (!effect.file.empty() && effect.file == problem.file)
                return true;
        }
    }
    return false;
}

void ActionDocument::check()
{
    const quint64 ticket = ++m_checkTicket;
    m_isChecking = true;
    Q_EMIT problemsChanged();
    whenDone(m_engine->check(), this, [this, ticket](const Result<std::vector<Problem>> &problems) {
        if (ticket != m_checkTicket)
            return;
        m_isChecking = false;
        m_problems.clear();
        if (problems)
            std::copy_if(problems->begin(), problems->end(), std::back_inserter(m_problems),
                         [this](const Problem &problem) { return concerns(problem); });
        Q_EMIT problemsChanged();
    });
}

} // namespace syncline::ui

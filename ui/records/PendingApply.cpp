#include "ui/records/PendingApply.h"

#include "core/engine/Edits.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/shell/SessionStore.h"

#include <QUuid>

#include <algorithm>
#include <utility>

namespace syncline::ui {

PendingApply::PendingApply(const UiContext &context, QString model, QObject *parent)
    : QObject(parent),
      m_context(context),
      m_model(std::move(model)),
      m_pending(&PendingEdits::of(context.session))
{
    connect(m_context.engine, &Engine::runChanged, this, [this](const RunInfo &run) {
        if (m_isRunning && toQString(run.trigger.at("call").stringOr()) == m_token)
            m_run = run.id;
    });
}

void PendingApply::apply(const std::vector<RecordId> &ids, EditPolicy policy)
{
    if (m_isRunning)
        return;
    std::vector<PendingPtr> applied;
    std::vector<RecordEdit> edits;
    for (const PendingPtr &record : m_pending->records(m_model)) {
        if (!ids.empty() && std::ranges::find(ids, record->id) == ids.end())
            continue;
        applied.push_back(record);
        edits.push_back(PendingEdits::editOf(*record));
    }
    if (edits.empty())
        return;
    m_isUndoing = false;
    run(std::move(edits), policy, std::move(applied));
}

void PendingApply::undo()
{
    if (!canUndo())
        return;
    m_isUndoing = true;
    run(std::exchange(m_undo, {}), EditPolicy::EachAlone, {});
}

void PendingApply::run(std::vector<RecordEdit> edits, EditPolicy policy,
                       std::vector<PendingPtr> applied)
{
    m_isRunning = true;
    m_run = noRun;
    m_token = QUuid::createUuid().toString(QUuid::WithoutBraces);
    EditRequest request;
    request.edits = std::move(edits);
    request.policy = policy;
    request.trigger = {{"type", "ui"}, {"call", fromQString(m_token)}};
    if (m_isUndoing)
        request.trigger.append("undo", true);
    Q_EMIT started(static_cast<int>(request.edits.size()));
    whenDone(m_context.engine->edits().apply(std::move(request)), this,
             [this, applied = std::move(applied)](const Result<EditOutcome> &outcome) {
                 handleOutcome(outcome, applied);
             });
}

void PendingApply::cancel()
{
    if (m_isRunning && m_run != noRun)
        m_context.engine->cancelRun(m_run);
}

void PendingApply::handleOutcome(const Result<EditOutcome> &outcome,
                                 const std::vector<PendingPtr> &applied)
{
    m_isRunning = false;
    Summary summary;
    summary.wasUndo = m_isUndoing;
    if (!outcome) {
        summary.error = outcome.error();
        Q_EMIT finished(summary);
        return;
    }
    summary.run = outcome->run.id;
    summary.error = outcome->run.error;
    for (const EditResult &result : outcome->results) {
        summary.applied += result.state == EditResult::State::Applied ||
                           result.state == EditResult::State::Unchanged;
        summary.conflicts += result.state == EditResult::State::Conflict;
        summary.failed += result.state == EditResult::State::Failed ||
                          result.state == EditResult::State::Conflict;
        if (summary.wasUndo && !summary.error && result.error)
            summary.error = result.error; // nothing pending that could show it
    }
    m_undo = summary.wasUndo ? std::vector<RecordEdit>() : outcome->undo;
    m_pending->settle(m_model, applied, outcome->results);
    Q_EMIT finished(summary);
}

} // namespace syncline::ui

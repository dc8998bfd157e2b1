#include "core/action/EditBatch.h"

#include "core/action/EditUndo.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"

#include <algorithm>

namespace syncline {

namespace {

/** Scripts of a batch may take as long as all of its actions may. */
ScriptLimits limitsOf(const ActionServices &services, const std::vector<RecordEdit> &edits)
{
    ScriptLimits limits;
    std::chrono::milliseconds longest{};
    std::chrono::milliseconds together{};
    const ProjectPtr project = services.project();
    for (const RecordEdit &edit : edits) {
        const auto action = project->findAction(editAction(edit));
        if (!action)
            continue;
        longest = std::max(longest, std::chrono::milliseconds(action->timeoutMs));
        together += std::chrono::milliseconds(action->transactionTimeoutMs);
    }
    limits.timeout = std::max(limits.timeout, longest + together);
    return limits;
}

EditResult failed(RecordId record, Error error)
{
    return {.state = EditResult::State::Failed,
            .record = record,
            .error = std::move(error),
            .now = std::nullopt};
}

bool isSame(const RecordRow &before, const RecordRow &after)
{
    return before.updatedAt == after.updatedAt &&
           Value(before.fields).identicalTo(Value(after.fields));
}

/** "product 12", for the log. */
std::string subjectOf(const RecordEdit &edit)
{
    return edit.kind == RecordEdit::Kind::Create ? "A new " + edit.model
                                                 : edit.model + " " + toText(edit.record);
}

} // namespace

std::string editAction(const RecordEdit &edit)
{
    switch (edit.kind) {
    case RecordEdit::Kind::Create:
        return edit.model + ".create";
    case RecordEdit::Kind::Update:
        return edit.model + ".update";
    case RecordEdit::Kind::Delete:
        return edit.model + ".delete";
    case RecordEdit::Kind::Restore:
        break;
    }
    return {};
}

void countEdit(const RecordEdit &edit, const EditResult &result, RunInfo &info)
{
    const auto found = std::ranges::find(info.models, edit.model, &ModelProgress::model);
    if (found == info.models.end())
        return;
    IngestCounts &counts = found->counts;
    switch (result.state) {
    case EditResult::State::Unchanged:
        ++counts.unchanged;
        break;
    case EditResult::State::Failed:
    case EditResult::State::Conflict:
        ++counts.failed;
        break;
    case EditResult::State::Skipped:
        break;
    case EditResult::State::Applied:
        if (edit.kind == RecordEdit::Kind::Update)
            ++counts.updated;
        else if (edit.kind == RecordEdit::Kind::Delete)
            ++counts.deleted;
        else
            ++counts.created;
        break;
    }
}

EditBatch::EditBatch(ActionServices &services, const RunInfo &info, EditPolicy policy,
                     std::vector<RecordEdit> edits, std::stop_token stop)
    : m_core(services, info.id, std::move(stop)),
      m_scope(m_core),
      m_session(services.scripts->openSession(m_scope, limitsOf(services, edits))),
      m_info(info),
      m_policy(policy),
      m_edits(std::move(edits)),
      m_begun(services.clock->steady())
{
    m_core.setSession(m_session.get());
    m_core.setAlone();
}

bool EditBatch::isTransactional() const
{
    if (m_edits.size() != 1)
        return true; // EditRun puts no others together
    const auto action = m_core.project()->findAction(editAction(m_edits.front()));
    return !action || action->run.transactional;
}

bool EditBatch::isOver() const
{
    if (m_policy == EditPolicy::AllOrNone)
        return false;
    if (m_core.stopToken().stop_requested())
        return true;
    return m_core.services().clock->steady() - m_begun > batchTime &&
           m_core.services().store->writes().status().waiting > 0;
}

Task<Result<void>> EditBatch::perform()
{
    m_begun = m_core.services().clock->steady();
    if (!isTransactional()) {
        EditResult result = co_await one(m_edits.front());
        m_results.push_back(std::move(result));
        co_return Result<void>();
    }
    Result<void> done = co_await m_core.begin("edit " + m_info.subject);
    if (!done)
        co_return done;
    done = co_await inTransaction();
    Result<void> ended = co_await m_core.end(done.ok());
    const bool isKept = done.ok() && ended.ok();
    if (isKept) {
        co_await m_core.runAfterCommit();
        co_return Result<void>();
    }
    if (done) { // the commit failed, and everything with it
        done = std::move(ended);
        for (EditResult &result : m_results)
            result = failed(result.record, done.error());
    }
    forgetAll();
    co_return done;
}

/** What was applied is not any more. */
void EditBatch::forgetAll()
{
    m_undo.clear();
    for (std::size_t i = 0; i < m_results.size(); ++i) {
        EditResult &result = m_results[i];
        if (result.state == EditResult::State::Applied ||
            result.state == EditResult::State::Unchanged)
            result = {.state = EditResult::State::Skipped,
                      .record = m_edits[i].record,
                      .error = std::nullopt,
                      .now = std::nullopt};
    }
}

Task<Result<void>> EditBatch::inTransaction()
{
    for (const RecordEdit &edit : m_edits) {
        if (!m_results.empty() && isOver())
            break;
        if (m_policy == EditPolicy::AllOrNone && m_core.stopToken().stop_requested())
            co_return Error(errc::cancelled, "The edits were cancelled; nothing was changed.");
        EditResult result = co_await one(edit);
        const bool isRefused = result.state == EditResult::State::Failed ||
                               result.state == EditResult::State::Conflict;
        const std::optional<Error> error = result.error;
        if (result.state == EditResult::State::Skipped)
            break; // cancelled in the middle of it
        m_results.push_back(std::move(result));
        if (isRefused && m_policy == EditPolicy::AllOrNone)
            co_return *error;
    }
    RunInfo row = m_info;
    for (std::size_t i = 0; i < m_results.size(); ++i)
        countEdit(m_edits[i], m_results[i], row);
    row.heartbeat = m_core.services().clock->now();
    co_return RunTable::save(*m_core.writer(), row);
}

Task<EditResult> EditBatch::one(RecordEdit edit)
{
    const auto model = m_core.project()->findModel(edit.model);
    if (!model)
        co_return failed(
            edit.record,
            Error(errc::notFound, "There is no model \"%1\" in this project.", {edit.model}));
    if (edit.kind == RecordEdit::Kind::Restore) {
        EditResult result = co_await restore(std::move(edit), model);
        co_return result;
    }
    std::optional<RecordRow> before;
    if (edit.kind != RecordEdit::Kind::Create) {
        const Result<void> read = m_core.read([&](Database &database) -> Result<void> {
            SYNCLINE_TRY(before, RecordReader(database, *model).find(edit.record));
            return {};
        });
        if (!read)
            co_return failed(edit.record, read.error());
        if (!before)
            co_return failed(edit.record,
                             Error(errc::recordNotFound, "There is no %1 with the id %2.",
                                   {edit.model, toText(edit.record)}));
        if (conflicts(edit, *before)) {
            EditResult result = failed(
                edit.record,
                Error("SYNC_CONFLICT", "%1 was changed by somebody else since it was edited here.",
                      {subjectOf(edit)}));
            result.state = EditResult::State::Conflict;
            result.now = std::move(before);
            co_return result;
        }
    }
    EditResult result = co_await act(std::move(edit), model, std::move(before));
    co_return result;
}

Task<EditResult> EditBatch::act(RecordEdit edit, std::shared_ptr<const ModelDef> model,
                                std::optional<RecordRow> before)
{
    ActionCall call;
    call.action = editAction(edit);
    const auto action = m_core.project()->findAction(call.action);
    if (!action)
        co_return failed(
            edit.record,
            Error(errc::notFound, "There is no action %1, which this edit needs.", {call.action}));
    if (edit.kind != RecordEdit::Kind::Create)
        call.id = toText(edit.record);
    if (edit.kind != RecordEdit::Kind::Delete)
        call.params = {{model->name, edit.fields}};
    call.trigger = m_info.trigger;
    const bool isLimited = m_core.inTransaction(); // outside, the action limits its own
    if (isLimited)
        m_core.session().pushLimit(std::chrono::milliseconds(action->transactionTimeoutMs),
                                   std::string(errc::transactionTimeout));
    ActionOutcome outcome = co_await m_scope.runner().run(std::move(call), 0, {});
    if (isLimited)
        m_core.session().popLimit();
    EditResult result;
    result.record = edit.record;
    if (!outcome.success) {
        const Error none(errc::internalError, "The action did not succeed and gave no reason.");
        const Error error = outcome.errors.empty() ? none : outcome.errors.front();
        if (error.is(errc::cancelled) && m_core.stopToken().stop_requested())
            co_return result;
        m_core.logError(error, subjectOf(edit));
        co_return failed(edit.record, error);
    }
    result.state = EditResult::State::Applied;
    result.now = std::move(outcome.record);
    if (result.now) {
        result.record = result.now->id;
        if (before && isSame(*before, *result.now))
            result.state = EditResult::State::Unchanged;
    }
    const RecordRow *was = before ? &*before : nullptr;
    const RecordRow *is = result.now ? &*result.now : nullptr;
    if (auto undo = inverseOf(edit, *model, was, is))
        m_undo.push_back(std::move(*undo));
    co_return result;
}

Task<EditResult> EditBatch::restore(RecordEdit edit, std::shared_ptr<const ModelDef> model)
{
    RecordRow row;
    auto work = [&](Database &database) -> Result<void> {
        SYNCLINE_TRY(
            row,
            RecordWriter(database, *model, m_core.origin()).create(edit.fields, /*internal=*/true));
        return {};
    };
    const Result<void> done = co_await m_core.write("restore " + edit.model, work);
    if (!done) {
        m_core.logError(done.error(), subjectOf(edit));
        co_return failed(edit.record, done.error());
    }
    m_core.changed(model->name, row.id);
    if (auto undo = inverseOf(edit, *model, nullptr, &row))
        m_undo.push_back(std::move(*undo));
    EditResult result;
    result.state = EditResult::State::Applied;
    result.record = row.id;
    result.now = std::move(row);
    co_return result;
}

Task<void> EditBatch::close()
{
    const RunInfo row = m_info;
    auto save = [row](Database &database) { return RunTable::save(database, row); };
    m_core.beginClosing();
    const Result<void> written = co_await m_core.write("run", save);
    if (!written)
        m_core.logError(written.error(), "Keeping the run of edits of " + m_info.subject);
}

} // namespace syncline

#include "core/action/EditRun.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::chrono::milliseconds reportEvery{100};

std::int64_t dealtWith(const IngestCounts &counts)
{
    return counts.created + counts.updated + counts.unchanged + counts.deleted + counts.failed;
}

} // namespace

EditRun::EditRun(ActionServices &services, RunInfo info, EditPolicy policy, Next next,
                 std::stop_token stop, Callbacks callbacks)
    : m_services(services),
      m_info(std::move(info)),
      m_policy(policy),
      m_next(std::move(next)),
      m_stop(std::move(stop)),
      m_callbacks(std::move(callbacks)),
      m_begun(services.clock->steady()),
      m_reported(m_begun)
{
}

bool EditRun::isTransactional(const RecordEdit &edit) const
{
    const auto action = m_services.project()->findAction(editAction(edit));
    return !action || action->run.transactional;
}

Result<void> EditRun::fetch()
{
    if (m_stop.stop_requested())
        return Error(errc::cancelled, "The edits were cancelled; what was changed before stays.");
    if (!m_waiting.empty())
        return {};
    SYNCLINE_TRY(std::vector<RecordEdit> next, m_next());
    m_waiting.assign(std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
    if (m_policy == EditPolicy::EachAlone)
        return {};
    for (const RecordEdit &edit : m_waiting) {
        if (!isTransactional(edit))
            return Error(errc::invalidInput,
                         "The action %1 works outside of a transaction, so it cannot be taken back "
                         "with the others: apply the edits one by one.",
                         {editAction(edit)});
    }
    return {};
}

std::vector<RecordEdit> EditRun::take()
{
    std::vector<RecordEdit> edits;
    const std::size_t most =
        m_policy == EditPolicy::AllOrNone ? m_waiting.size() : EditRun::batchRecords;
    while (!m_waiting.empty() && edits.size() < most) {
        const bool isAlone = !isTransactional(m_waiting.front());
        if (isAlone && !edits.empty())
            break;
        edits.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
        if (isAlone)
            break;
    }
    return edits;
}

void EditRun::step()
{
    if (const Result<void> fetched = fetch(); !fetched) {
        close(fetched);
        return;
    }
    if (m_waiting.empty()) {
        close({});
        return;
    }
    auto batch = std::make_shared<EditBatch>(m_services, m_info, m_policy, take(), m_stop);
    Task<Result<void>> work = batch->perform();
    spawn<Result<void>>(
        batch->executor(), std::move(work),
        [self = shared_from_this(), batch](const Result<void> &how) { self->settle(*batch, how); });
}

void EditRun::settle(const EditBatch &batch, const Result<void> &how)
{
    const std::vector<RecordEdit> &edits = batch.edits();
    const std::vector<EditResult> &results = batch.results();
    for (std::size_t i = 0; i < results.size(); ++i) {
        countEdit(edits[i], results[i], m_info);
        if (m_callbacks.result)
            m_callbacks.result(edits[i], results[i]);
    }
    if (m_callbacks.wantsUndo)
        m_undo.insert(m_undo.end(), batch.undo().begin(), batch.undo().end());
    m_waiting.insert(m_waiting.begin(), edits.begin() + static_cast<std::ptrdiff_t>(results.size()),
                     edits.end());
    m_info.heartbeat = m_services.clock->now();
    const std::chrono::duration<double> took = m_services.clock->steady() - m_begun;
    for (ModelProgress &model : m_info.models) {
        const auto done = static_cast<double>(dealtWith(model.counts));
        model.ratePerSecond = took.count() > 0 ? done / took.count() : 0;
    }
    if (!how) {
        close(how);
        return;
    }
    report(When::Due);
    step();
}

void EditRun::report(When when)
{
    const auto now = m_services.clock->steady();
    if (!m_callbacks.changed || (when == When::Due && now - m_reported < reportEvery))
        return;
    m_reported = now;
    m_callbacks.changed(m_info);
}

void EditRun::close(Result<void> how)
{
    m_info.finished = m_services.clock->now();
    const bool anyFailed = std::ranges::any_of(
        m_info.models, [](const ModelProgress &model) { return model.counts.failed > 0; });
    m_info.state = anyFailed ? RunState::CompletedWithErrors : RunState::Completed;
    if (!how) {
        m_info.state = how.error().is(errc::cancelled) ? RunState::Cancelled : RunState::Errored;
        m_info.error = std::move(how).error();
    }
    auto closing = std::make_shared<EditBatch>(m_services, m_info, m_policy,
                                               std::vector<RecordEdit>(), m_stop);
    Task<void> work = closing->close();
    spawn(closing->executor(), std::move(work),
          [self = shared_from_this(), closing] { self->finish(); });
}

void EditRun::finish()
{
    report(When::Always);
    std::ranges::reverse(m_undo);
    if (m_callbacks.done)
        m_callbacks.done(m_info, std::move(m_undo));
}

} // namespace syncline

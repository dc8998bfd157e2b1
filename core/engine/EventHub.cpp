#include "core/engine/EventHub.h"

#include "core/engine/Engine.h"

namespace syncline {

namespace {

constexpr int intervalMs = 100;
/** More ids than this are "many": the window asks again. */
constexpr std::size_t maxIds = 1'000;

} // namespace

EventHub::EventHub(Engine &engine)
    : m_engine(engine),
      m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &EventHub::flush);
}

void EventHub::wake()
{
    // The mutex is held.
    if (m_armed)
        return;
    m_armed = true;
    QMetaObject::invokeMethod(
        this, [this] { m_timer.start(); }, Qt::QueuedConnection);
}

void EventHub::recordsChanged(const std::string &model, const std::vector<std::int64_t> &ids,
                              RunId run)
{
    const std::lock_guard lock(m_mutex);
    const auto [entry, isNew] = m_pending.records.try_emplace(model);
    RecordsChange &change = entry->second;
    const bool wasMany = !isNew && change.ids.empty();
    change.model = model;
    change.run = run;
    if (ids.empty() || wasMany || change.ids.size() + ids.size() > maxIds)
        change.ids.clear();
    else
        change.ids.insert(change.ids.end(), ids.begin(), ids.end());
    wake();
}

void EventHub::runChanged(const RunInfo &run)
{
    const std::lock_guard lock(m_mutex);
    m_pending.runs[raw(run.id)] = run;
    m_pending.status = true;
    wake();
}

void EventHub::logsAppended(std::int64_t newest)
{
    const std::lock_guard lock(m_mutex);
    m_pending.newestLog = std::max(m_pending.newestLog, newest);
    wake();
}

void EventHub::gridCounted(GridId grid, std::int64_t rows, bool exact)
{
    const std::lock_guard lock(m_mutex);
    m_pending.grids[static_cast<std::int64_t>(grid)] = {rows, exact};
    wake();
}

void EventHub::projectChanged()
{
    const std::lock_guard lock(m_mutex);
    m_pending.project = true;
    m_pending.problems = true;
    wake();
}

void EventHub::problemsChanged()
{
    const std::lock_guard lock(m_mutex);
    m_pending.problems = true;
    wake();
}

void EventHub::statusChanged()
{
    const std::lock_guard lock(m_mutex);
    m_pending.status = true;
    wake();
}

void EventHub::schemaNeedsConfirmation(SchemaPlan plan)
{
    const std::lock_guard lock(m_mutex);
    m_pending.plan = std::move(plan);
    m_pending.needsConfirmation = true;
    wake();
}

void EventHub::flush()
{
    Pending pending;
    {
        const std::lock_guard lock(m_mutex);
        std::swap(pending, m_pending);
        m_armed = false;
    }
    if (pending.project)
        Q_EMIT m_engine.projectChanged();
    if (pending.problems)
        Q_EMIT m_engine.problemsChanged();
    for (const auto &[model, change] : pending.records)
        Q_EMIT m_engine.recordsChanged(change);
    for (const auto &[id, run] : pending.runs)
        Q_EMIT m_engine.runChanged(run);
    for (const auto &[grid, count] : pending.grids)
        Q_EMIT m_engine.gridCountChanged(grid, count.first, count.second);
    if (pending.newestLog > 0)
        Q_EMIT m_engine.logsAppended(pending.newestLog);
    if (pending.status)
        Q_EMIT m_engine.statusChanged();
    if (pending.needsConfirmation)
        Q_EMIT m_engine.schemaNeedsConfirmation(pending.plan);
}

} // namespace syncline

#include "app/cli/LogTail.h"

#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

constexpr int batch = 500;

} // namespace

LogTail::LogTail(VerbContext &context, LogQuery query)
    : m_context(context),
      m_query(std::move(query))
{
    m_query.limit = batch;
    connect(
        context.engine, &Engine::logsAppended, this,
        [this](qint64 newest) {
            m_newest = std::max(m_newest, newest);
            wake();
        },
        Qt::QueuedConnection);
    m_onStop.emplace(context.stop, [this, alive = m_alive, executor = &context.executor] {
        executor->post([this, alive] {
            if (*alive)
                wake();
        });
    });
}

LogTail::~LogTail()
{
    m_onStop.reset();
    *m_alive = false;
}

Task<Result<std::vector<LogEntry>>> LogTail::newEntries()
{
    std::vector<LogEntry> entries;
    qint64 known = 0;
    for (;;) {
        known = m_newest;
        Result<std::vector<LogEntry>> some =
            co_await ask(m_context, m_context.engine->logs(m_query));
        if (!some)
            co_return std::move(some).error();
        for (LogEntry &entry : some.value()) {
            m_query.after = std::max(m_query.after, entry.id);
            entries.push_back(std::move(entry));
        }
        if (some.value().size() < static_cast<std::size_t>(batch) || entries.size() >= 10'000)
            break;
    }
    // Entries up to those known before the last question, and not in its answer, were filtered out.
    if (entries.size() < 10'000)
        m_query.after = std::max<std::int64_t>(m_query.after, known);
    co_return entries;
}

Task<bool> LogTail::more()
{
    auto begin = [this](const Resolve<bool> &resolve) {
        if (m_newest > m_query.after || m_context.stop.stop_requested())
            resolve(true);
        else
            m_waiting = resolve;
    };
    const bool woken = co_await callbackTo<bool>(m_context.executor, begin);
    co_return woken && !m_context.stop.stop_requested();
}

void LogTail::wake()
{
    if (m_waiting)
        std::exchange(m_waiting, nullptr)(true);
}

Task<Result<std::int64_t>> newestLogId(VerbContext &context)
{
    LogQuery newest;
    newest.limit = 1;
    Result<std::vector<LogEntry>> entries = co_await ask(context, context.engine->logs(newest));
    if (!entries)
        co_return std::move(entries).error();
    co_return entries.value().empty() ? std::int64_t{0} : entries.value().front().id;
}

} // namespace syncline::cli

#pragma once

#include "app/cli/VerbContext.h"
#include "core/log/LogTypes.h"

#include <QObject>

#include <memory>
#include <optional>

namespace syncline::cli {

/**
 * Reads log entries as they come, oldest first and none twice. Lives on the executor's thread.
 */
class LogTail final : public QObject
{
    Q_OBJECT

public:
    /** @p query.after says from where; its other members filter. */
    LogTail(VerbContext &context, LogQuery query);
    ~LogTail() override;

    /** What is there and was not given yet: perhaps nothing. */
    Task<Result<std::vector<LogEntry>>> newEntries();
    /** Waits until there may be more; false: stop was requested. */
    Task<bool> more();

private:
    void wake();

    VerbContext &m_context;
    LogQuery m_query;
    qint64 m_newest = 0;
    Resolve<bool> m_waiting;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::optional<std::stop_callback<std::function<void()>>> m_onStop;
};

/** The newest entry's id, from which a tail begins. */
Task<Result<std::int64_t>> newestLogId(VerbContext &context);

} // namespace syncline::cli

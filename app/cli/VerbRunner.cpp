#include "app/cli/VerbRunner.h"

#include "app/cli/HelpText.h"
#include "app/cli/JsonShapes.h"
#include "app/cli/LogLines.h"
#include "app/cli/LogTail.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

/** Why this call may not be made, if so. */
Result<void> checkAccess(const VerbContext &context)
{
    if (!context.verb.writes || !context.verb.writes(context.args))
        return {};
    if (context.args.has("read-only"))
        return Error(errc::readOnly, "%1 changes something, which --read-only forbids.",
                     {context.verb.name});
    if (context.engine && context.engine->isReadOnly())
        return Error(errc::readOnly, "The project is open read-only, and %1 changes something.",
                     {context.verb.name});
    return {};
}

/** One line when the models are not in force as their files are. */
void noteWaiting(VerbContext &context)
{
    if (!context.verb.followsModels || !context.engine)
        return;
    const std::vector<WaitingChange> waiting = context.engine->status().waiting;
    if (waiting.empty())
        return;
    const std::size_t more = waiting.size() - 1;
    const std::string rest = more == 0 ? "" : " (and " + std::to_string(more) + " more)";
    context.note(waiting.front().model + ": " + waiting.front().what + rest +
                 "; see \"syncline migrate " + context.args.at(0) + "\".");
}

/** Shows what is logged while a verb works. */
class LogEcho final : public QObject
{
public:
    static Task<Result<std::unique_ptr<LogEcho>>> begin(VerbContext &context)
    {
        const Result<std::int64_t> newest = co_await newestLogId(context);
        if (!newest)
            co_return newest.error();
        LogQuery query;
        query.minLevel = logLevelFromName(context.args.valueOr("log-level", "info"));
        query.after = newest.value();
        co_return std::make_unique<LogEcho>(context, query);
    }
    LogEcho(VerbContext &context, LogQuery query)
        : m_context(context),
          m_tail(context, std::move(query))
    {
        connect(context.engine, &Engine::logsAppended, this, &LogEcho::handleAppended,
                Qt::QueuedConnection);
    }
    /** What came last. */
    Task<void> finish()
    {
        disconnect(m_context.engine, nullptr, this, nullptr);
        if (m_reading.valid())
            co_await std::move(m_reading);
        co_await read();
    }

private:
    void handleAppended()
    {
        if (m_reading.valid() && !m_reading.done())
            return;
        m_reading = read();
        m_reading.start();
    }
    Task<void> read()
    {
        const Result<std::vector<LogEntry>> entries = co_await m_tail.newEntries();
        if (!entries)
            co_return;
        for (const LogEntry &entry : entries.value())
            m_context.err.write(m_context.json() ? logJsonLine(entry) : logLine(entry));
    }

    VerbContext &m_context;
    LogTail m_tail;
    Task<void> m_reading;
};

} // namespace

Task<ExitCode> runVerb(VerbContext &context)
{
    if (context.args.has("help")) {
        context.out.write(verbText(context.verb));
        co_return ExitCode::Done;
    }
    const Result<void> allowed = checkAccess(context);
    if (!allowed)
        co_return context.fail(allowed.error());
    std::unique_ptr<LogEcho> echo;
    if (context.args.has("log-level") && context.engine) {
        Result<std::unique_ptr<LogEcho>> begun = co_await LogEcho::begin(context);
        if (!begun)
            co_return context.fail(begun.error());
        echo = std::move(begun).value();
    }
    noteWaiting(context);
    const ExitCode code = co_await context.verb.run(context);
    if (echo)
        co_await echo->finish();
    const bool isRead = co_await context.out.drained();
    co_return isRead || code != ExitCode::Done ? code : ExitCode::Failed;
}

} // namespace syncline::cli

#pragma once

#include "app/cli/Arguments.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Streams.h"
#include "app/cli/VerbRegistry.h"
#include "core/base/Executor.h"
#include "core/base/Value.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

namespace syncline {
class Engine;
struct ModelDef;
} // namespace syncline

namespace syncline::cli {

/** What a verb is told about who calls it. A value: it crosses the local socket. */
struct Caller
{
    std::filesystem::path
        directory; ///< Its working directory; relative paths are meant from there.
    /** Its environment variables that verbs read: SYNCLINE_…. */
    std::map<std::string, std::string> variables;
};

/**
 * All that a verb works with. The same verb runs in the program that was started and in the window
 * that has the project open: it sees no process, only this. Everything happens on `executor`'s
 * thread.
 */
struct VerbContext
{
    const VerbRegistry &registry;
    const VerbSpec &verb;
    const Arguments &args;
    Engine *engine; ///< Never null for verbs that need one.
    Input &in;
    Output &out;
    Output &err;
    Executor &executor;
    QObject &owner; ///< Lives on the executor's thread as long as this.
    std::stop_token stop;
    Caller caller;

    [[nodiscard]] bool json() const { return args.has("json"); }
    /** @p given as the caller meant it. */
    [[nodiscard]] std::filesystem::path path(const std::string &given) const;
    /** The text of FILE or, for "-", of standard input. */
    Task<Result<std::string>> readInput(const std::string &file);

    /** "syncline: …" on standard error, safe for a terminal. */
    void note(std::string_view sentence);
    /** One JSON document and a line end: compact, for programs. */
    void printJson(const Value &value);
    /** Says @p error (under --json on standard output, too) and answers its exit code. */
    ExitCode fail(const Error &error);
    /** Wrong usage: says so and where help is. */
    ExitCode usage(const Error &error);
    /** What was made of the words of the call was refused: wrong usage when it was invalid. */
    ExitCode refused(const Error &error);
};

/** Waits for an answer of the engine; SYNC_CANCELLED when it never comes. */
template <typename T>
Task<Result<T>> ask(VerbContext &context, QFuture<Result<T>> future)
{
    auto begin = [&context, &future](const Resolve<Result<T>> &resolve) {
        auto *watcher = new QFutureWatcher<Result<T>>(&context.owner);
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [watcher, resolve] {
            watcher->deleteLater();
            if (watcher->future().resultCount() > 0)
                resolve(watcher->result());
            else
                resolve(Error(errc::cancelled, "The project was closed meanwhile."));
        });
        watcher->setFuture(future);
    };
    Result<T> answer = co_await callbackTo<Result<T>>(context.executor, begin);
    co_return answer;
}

/** The model that the user named, or SYNC_USAGE with a proposal. The pointer lives as long as the
 * project's state @p project. */
Result<std::shared_ptr<const ModelDef>> findModel(const VerbContext &context,
                                                  const std::string &name);
/** Parses the JSON of an option or argument; errors say which and where in it. */
Result<Value> parseJsonArgument(std::string_view what, std::string_view json);
/** The same, which must be an object. */
Result<ValueObject> parseObjectArgument(std::string_view what, std::string_view json);
/** "2024-01-01T00:00:00Z", "2024-01-01", or how long ago: "90s", "15m", "2h", "3d". */
Result<DateTime> parseTimeArgument(std::string_view what, std::string_view text, DateTime now);

} // namespace syncline::cli

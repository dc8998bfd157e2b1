#pragma once

#include "core/base/Value.h"

#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include <map>
#include <memory>
#include <string>

namespace syncline::e2e {

/** How a call of the program ended. */
struct Ran
{
    int code = -1; ///< −1: it crashed, or did not end.
    QByteArray out;
    QByteArray err;

    /** Standard output as one JSON document; null when it is none. */
    [[nodiscard]] Value json() const;
    /** For failure messages. */
    [[nodiscard]] std::string all() const;
};

/** Runs the built program ($SYNCLINE_PROGRAM) with @p words to its end. */
Ran run(const QStringList &words, const QByteArray &input = {});
/** Starts it and lets it run; the process's destruction kills it. */
std::unique_ptr<QProcess> start(const QStringList &words);
/** Waits for a process to end by itself. */
int exitCode(QProcess &process);

/** `syncline demo-server` on a free port, and its HTTP API. */
class DemoServer
{
public:
    explicit DemoServer(const QStringList &options = {});
    ~DemoServer();
    DemoServer(const DemoServer &) = delete;
    DemoServer &operator=(const DemoServer &) = delete;
    [[nodiscard]] QByteArray url() const { return m_url; }
    [[nodiscard]] Value get(const QByteArray &path) const { return request("GET", path, {}); }
    Value post(const QByteArray &path) const { return request("POST", path, {}); }
    Value put(const QByteArray &path, const QByteArray &body) const
    {
        return request("PUT", path, body);
    }

private:
    [[nodiscard]] Value request(const QByteArray &method, const QByteArray &path,
                                const QByteArray &body) const;
    std::unique_ptr<QProcess> m_process;
    QByteArray m_url;
};

/**
 * Waits until @p process holds the lock of the project in @p folder. Anything else that opens the
 * project before that could get the lock in its place.
 */
bool waitForLock(const QString &folder, const QProcess &process);
/** The sample shop's project in @p folder, its connection pointed at @p server. Empty: all went
 * well. */
std::string makeShop(const QString &folder, const DemoServer &server);
/** Replaces @p from in a project file, once; false when it is not in there. */
bool edit(const QString &file, const QByteArray &from, const QByteArray &to);
QByteArray readAll(const QString &file);
void writeAll(const QString &file, const QByteArray &text);
/** "3/0/1/0/0": created, updated, unchanged, deleted, failed of @p model in a sync's answer. */
std::string counts(const Value &sync, std::string_view model);

} // namespace syncline::e2e

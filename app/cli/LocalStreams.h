#pragma once

#include "app/cli/Streams.h"
#include "core/base/Executor.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <string>

class QSocketNotifier;

namespace syncline::cli {

/**
 * A file descriptor of this process as an Output. Writes block, as they do in every program of a
 * pipe; once a write fails (nobody reads) or @p interrupted is set while one blocks, nothing more
 * is written.
 */
class LocalOutput final : public Output
{
public:
    LocalOutput(int descriptor, const std::atomic<bool> &interrupted);
    ~LocalOutput() override;

    void write(std::string_view bytes) override;
    Task<bool> drained() override;
    [[nodiscard]] bool isTerminal() const override { return m_isTerminal; }
    [[nodiscard]] int columns() const override;
    /** Hands everything to the system; false when that failed, now or before. */
    bool flush();
    /** Why writing failed; empty: it did not, or only because nobody reads. */
    [[nodiscard]] std::string failure() const;

private:
    const int m_descriptor;
    const std::atomic<bool> &m_interrupted;
    const bool m_isTerminal;
    bool m_hasFailed = false;
    int m_reason = 0; ///< errno of the write that failed.
    std::string m_buffer;
};

/** Standard input of this process, read from the event loop. */
class LocalInput final : public QObject, public Input
{
    Q_OBJECT

public:
    LocalInput(int descriptor, Executor &executor);
    ~LocalInput() override;
    Task<Result<std::string>> readAll() override;

private:
    void handleReadable();
    void finish();

    const int m_descriptor;
    Executor &m_executor;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::string m_bytes;
    bool m_isAtEnd = false;
    std::string m_failure;
    Resolve<bool> m_waiting;
};

} // namespace syncline::cli

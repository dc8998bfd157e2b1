#pragma once

#include "app/cli/QtExecutor.h"
#include "app/cli/VerbContext.h"
#include "app/cli/VerbRunner.h"
#include "tests/app/VerbEngine.h"

#include <QObject>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace syncline::cli {

/** Standard output or error that a test reads afterwards. */
class MemoryOutput final : public Output
{
public:
    std::string text;
    int width = 0;               ///< Of the terminal; 0: none.
    std::size_t readUpTo = ~0UL; ///< Then the reader goes away.

    void write(std::string_view bytes) override { text += bytes; }
    Task<bool> drained() override { co_return text.size() <= readUpTo; }
    [[nodiscard]] bool isTerminal() const override { return width > 0; }
    [[nodiscard]] int columns() const override { return width; }
};

class MemoryInput final : public Input
{
public:
    std::string text;
    Task<Result<std::string>> readAll() override { co_return text; }
};

/** Runs one verb on a VerbEngine, as the command line would, and keeps what it wrote. */
class VerbHarness
{
public:
    VerbEngine engine;
    MemoryOutput out;
    MemoryOutput err;
    MemoryInput in;
    Caller caller;
    VerbRegistry registry;

    /** @p words: the verb and what follows it. Answers the exit code; −1 when it does not end. */
    int run(const std::vector<std::string> &words);
    /** Begins without waiting; interrupt() and the engine may then act, finish() waits. */
    void begin(const std::vector<std::string> &words);
    void interrupt() { m_stop.request_stop(); }
    int finish();
    [[nodiscard]] bool isDone() const { return m_code >= 0; }

private:
    QObject m_owner;
    QtExecutor m_executor{m_owner};
    std::stop_source m_stop;
    Arguments m_arguments;
    std::unique_ptr<VerbContext> m_context;
    int m_code = -1;
    Task<void> m_work;
};

} // namespace syncline::cli

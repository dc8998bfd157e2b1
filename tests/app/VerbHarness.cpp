#include "tests/app/VerbHarness.h"

#include <QTest>

namespace syncline::cli {

namespace {

Task<void> runInto(VerbContext &context, int &code)
{
    const ExitCode answer = co_await runVerb(context);
    code = static_cast<int>(answer);
}

} // namespace

void VerbHarness::begin(const std::vector<std::string> &words)
{
    m_work = {};
    out.text.clear();
    err.text.clear();
    m_stop = std::stop_source();
    m_code = -1;
    const VerbSpec *verb = registry.find(words.front());
    QVERIFY2(verb, words.front().c_str());
    Result<Arguments> arguments = Arguments::parse(*verb, {words.begin() + 1, words.end()});
    if (arguments)
        m_arguments = std::move(arguments.value());
    m_context.reset(new VerbContext{.registry = registry,
                                    .verb = *verb,
                                    .args = m_arguments,
                                    .engine = &engine,
                                    .in = in,
                                    .out = out,
                                    .err = err,
                                    .executor = m_executor,
                                    .owner = m_owner,
                                    .stop = m_stop.get_token(),
                                    .caller = caller});
    if (!arguments) {
        m_code = static_cast<int>(m_context->usage(arguments.error()));
        return;
    }
    m_work = runInto(*m_context, m_code);
    m_work.start();
}

int VerbHarness::finish()
{
    static_cast<void>(QTest::qWaitFor([this] { return isDone(); }, 10'000));
    return m_code;
}

int VerbHarness::run(const std::vector<std::string> &words)
{
    begin(words);
    return finish();
}

} // namespace syncline::cli

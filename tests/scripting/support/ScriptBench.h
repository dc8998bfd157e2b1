#pragma once

#include "tests/scripting/support/FakeScope.h"
// In this order: moc stumbles over <compare>, which Clock.h reads first.
#include "core/base/Clock.h"
#include "scripting/runtime/ScriptRuntime.h"

#include <QtGlobal>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace syncline {

/** A script host with fakes around it, for tests. Blocks the test's thread, never a script's. */
class ScriptBench
{
public:
    explicit ScriptBench(ScriptRuntimeOptions options = {.workers = 1}, HttpClient *http = nullptr);

    /** Runs @p task on the session's executor and waits for it; ends the test run after 20 s. */
    template <typename T>
    T wait(ScriptSession &session, Task<T> task)
    {
        struct Answer
        {
            std::mutex mutex;
            std::condition_variable came;
            std::optional<T> value;
        };
        auto answer = std::make_shared<Answer>();
        spawn<T>(session.executor(), std::move(task), [answer](T value) {
            const std::lock_guard lock(answer->mutex);
            answer->value.emplace(std::move(value));
            answer->came.notify_one();
        });
        std::unique_lock lock(answer->mutex);
        if (!answer->came.wait_for(lock, std::chrono::seconds(20),
                                   [&answer] { return answer->value.has_value(); }))
            qFatal("a script did not end within 20 s");
        return std::move(*answer->value);
    }

    /** Runs @p source as an effect file in a session of its own. */
    Result<Value> runFile(const std::string &source, ScriptLimits limits = {});
    Result<Value> effect(ScriptSession &session, EffectCall call);
    /** Runs @p source as code of the console. */
    Result<Value> eval(const std::string &source, ScriptLimits limits = {});

    SystemClock clock;
    SystemRandom random;
    FakeSources sources;
    FakeScope scope;
    std::unique_ptr<ScriptHost> host;
};

} // namespace syncline

#include "core/action/RootRun.h"

namespace syncline {

namespace {

/** Keeps everything that one root run uses alive until its end. */
struct RootRun
{
    RootRun(ActionServices &services, std::stop_token stop)
        : core(services, services.runs->nextId(), std::move(stop)),
          scope(core)
    {
    }

    /** The session is made last and goes first: its scripts use the scope. */
    void open(ScriptLimits limits)
    {
        session = core.services().scripts->openSession(scope, std::move(limits));
        core.setSession(session.get());
        info.id = core.run();
        info.started = core.services().clock->now();
        info.heartbeat = info.started;
    }

    Task<ActionOutcome> action(ActionCall call);
    Task<ActionOutcome> preconditions(ActionCall call);
    Task<EvalAnswer> eval(std::string source);
    Task<void> close();

    RunCore core;
    ActionScope scope;
    std::unique_ptr<ScriptSession> session;
    RunInfo info;
};

Task<ActionOutcome> RootRun::action(ActionCall call)
{
    info.kind = RunKind::Action;
    info.subject = call.action;
    info.record = call.id;
    info.trigger = call.trigger;
    core.setRowIsNew();
    ActionOutcome outcome = co_await scope.runner().run(std::move(call), 0, {});
    if (outcome.record)
        info.record = toText(outcome.record->id);
    info.state = RunState::Completed;
    if (!outcome.errors.empty()) {
        const Error &error = outcome.errors.front();
        const bool dataKept = outcome.record.has_value() && !outcome.success;
        info.state = error.is(errc::cancelled) ? RunState::Cancelled
                     : dataKept                ? RunState::CompletedWithErrors
                                               : RunState::Errored;
        info.error = error;
        if (!dataKept)
            core.logError(error, info.subject);
        co_await close();
    }
    info.finished = core.services().clock->now();
    if (core.services().runChanged)
        core.services().runChanged(info);
    co_return outcome;
}

/** Writes the run's row; that it could not be written is worth a log line, not
 * a different outcome. */
Task<void> RootRun::close()
{
    info.finished = core.services().clock->now();
    const RunInfo row = info;
    auto save = [row](Database &database) { return RunTable::save(database, row); };
    core.beginClosing();
    Result<void> written = co_await core.write("run", std::move(save));
    if (!written)
        core.logError(written.error(), "Keeping the run of " + info.subject);
}

Task<ActionOutcome> RootRun::preconditions(ActionCall call)
{
    ActionOutcome outcome = co_await scope.runner().run(std::move(call), 0, {},
                                                        ActionRunner::Extent::PreconditionsOnly);
    co_return outcome;
}

Task<EvalAnswer> RootRun::eval(std::string source)
{
    info.kind = RunKind::Eval;
    info.subject = "eval";
    core.setAlone();
    Result<Value> result = co_await session->evaluate("eval", std::move(source));
    info.state = result ? RunState::Completed : RunState::Errored;
    if (!result) {
        info.error = result.error();
        core.logError(result.error(), "eval");
    }
    if (!core.services().store->isReadOnly())
        co_await close();
    if (core.services().runChanged)
        core.services().runChanged(info);
    co_return EvalAnswer{std::move(result), core.run()};
}

ScriptLimits limitsOf(const ActionServices &services, const std::string &action)
{
    ScriptLimits limits;
    if (const auto def = services.project()->findAction(action))
        limits.timeout = std::chrono::milliseconds(def->timeoutMs);
    return limits;
}

} // namespace

void startAction(ActionServices &services, ActionCall call, std::stop_token stop,
                 std::function<void(ActionOutcome)> done)
{
    auto root = std::make_shared<RootRun>(services, std::move(stop));
    root->open(limitsOf(services, call.action));
    spawn<ActionOutcome>(
        root->session->executor(), root->action(std::move(call)),
        [root, done = std::move(done)](ActionOutcome outcome) { done(std::move(outcome)); });
}

void startPreconditions(ActionServices &services, ActionCall call, std::stop_token stop,
                        std::function<void(ActionOutcome)> done)
{
    auto root = std::make_shared<RootRun>(services, std::move(stop));
    root->open(limitsOf(services, call.action));
    spawn<ActionOutcome>(
        root->session->executor(), root->preconditions(std::move(call)),
        [root, done = std::move(done)](ActionOutcome outcome) { done(std::move(outcome)); });
}

void startEval(ActionServices &services, std::string source, EvalAccess access,
               std::stop_token stop, std::function<void(EvalAnswer)> done)
{
    auto root = std::make_shared<RootRun>(services, std::move(stop));
    if (access == EvalAccess::ReadOnly)
        root->scope.setReadOnly("use --write");
    root->open({});
    spawn<EvalAnswer>(
        root->session->executor(), root->eval(std::move(source)),
        [root, done = std::move(done)](EvalAnswer answer) { done(std::move(answer)); });
}

} // namespace syncline

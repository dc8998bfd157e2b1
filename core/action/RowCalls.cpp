#include "core/action/ActionFrame.h"
#include "core/action/StateChange.h"

// Actions for the rows of an import.

namespace syncline {

Task<ActionOutcome> ActionRunner::runRow(ActionCall call, ValueObject asIs, std::string chain)
{
    auto frame = std::make_shared<Frame>();
    frame->call = std::move(call);
    frame->asIs = std::move(asIs);
    frame->depth = 1;
    frame->chain = chain + " → " + frame->call.action;
    frame->outcome.run = m_core.run();
    ActionOutcome outcome = co_await perform(std::move(frame), Extent::Whole);
    co_return outcome;
}

Task<Result<void>> ActionRunner::tryRow(ActionCall call, ValueObject asIs, std::string chain)
{
    auto frame = std::make_shared<Frame>();
    frame->call = std::move(call);
    frame->asIs = std::move(asIs);
    frame->depth = 1;
    frame->chain = chain + " → " + frame->call.action;
    Result<void> done = prepare(*frame);
    if (done)
        done = co_await load(*frame);
    if (done)
        done = co_await preconditions(*frame);
    if (done) {
        changeStates(*frame->record, *frame->action);
        frame->record->takeAsIs(*frame->asIs);
        done = applyParams(frame->params, frame->record);
    }
    if (done)
        done = co_await validate(*frame->record, frame->record);
    co_return done;
}

} // namespace syncline

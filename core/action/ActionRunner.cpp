#include "core/action/ActionRunner.h"

#include "core/action/ActionFrame.h"
#include "core/action/Params.h"
#include "core/action/StateChange.h"
#include "core/record/PageReader.h"
#include "core/record/RecordWriter.h"

namespace syncline {

namespace {

void fail(ActionOutcome &outcome, Error error)
{
    outcome.success = false;
    outcome.errors.push_back(std::move(error));
}

} // namespace

Task<ActionOutcome> ActionRunner::run(ActionCall call, int depth, std::string chain, Extent extent)
{
    return run(std::move(call), depth, std::move(chain), extent, Nesting());
}

Task<ActionOutcome> ActionRunner::run(ActionCall call, int depth, std::string chain, Extent extent,
                                      Nesting nesting)
{
    auto frame = std::make_shared<Frame>();
    frame->call = std::move(call);
    frame->nesting = std::move(nesting);
    frame->depth = depth;
    frame->chain = chain.empty() ? frame->call.action : chain + " → " + frame->call.action;
    frame->outcome.run = m_core.run();
    ActionOutcome outcome = co_await perform(std::move(frame), extent);
    co_return outcome;
}

Task<ActionOutcome> ActionRunner::perform(std::shared_ptr<Frame> frame, Extent extent)
{
    Result<void> done = prepare(*frame);
    {
        const Entry entry(*this, *frame);
        if (done && extent == Extent::PreconditionsOnly) {
            done = co_await load(*frame);
            if (done)
                done = co_await preconditions(*frame);
            frame->outcome.success = done.ok();
        } else if (done) {
            done = co_await perform(*frame);
        }
        if (!done && !done.error().is(errc::restart) && extent == Extent::Whole)
            co_await failure(*frame, done.error());
    }
    if (!done)
        fail(frame->outcome, std::move(done).error());
    co_return std::move(frame->outcome);
}

/** The run effects, until they are durable; of a root what follows the commit, too. */
Task<Result<void>> ActionRunner::perform(Frame &frame)
{
    Result<void> done = co_await transaction(frame);
    while (!done && done.error().is(errc::restart) && frame.depth == 0) {
        m_core.prepareRestart();
        m_core.session().reset();
        m_deleting.clear();
        frame.restart();
        done = co_await transaction(frame);
    }
    if (done && !m_core.inTransaction())
        co_await m_core.runAfterCommit();
    co_return done;
}

Result<void> ActionRunner::prepare(Frame &frame)
{
    frame.action = m_core.project()->findAction(frame.call.action);
    if (!frame.action) {
        return Error(errc::notFound, "There is no action \"%1\" in this project.",
                     {frame.call.action});
    }
    if (!frame.action->model.empty()) {
        frame.model = m_core.project()->findModel(frame.action->model);
        if (!frame.model) {
            return Error(errc::misconfiguredAction,
                         "The action %1 belongs to the model \"%2\", which does not exist.",
                         {frame.call.action, frame.action->model});
        }
    }
    ValueObject specs = frame.action->params;
    for (const EffectList *list : {&frame.action->run, &frame.action->success}) {
        for (const EffectDef &effect : list->effects) {
            if (effect.file.empty())
                continue;
            SYNCLINE_TRY(const ValueObject params, m_core.session().effectParams(effect.file));
            for (const auto &[name, spec] : params)
                specs.set(name, spec);
        }
    }
    SYNCLINE_TRY(frame.params,
                 canonicalParams(*frame.action, frame.model.get(), frame.call.params, specs));
    if (frame.call.id.empty())
        frame.call.id = frame.params.at("id").stringOr();
    if (frame.asIs)
        return {}; // a file may name a record as often as it likes
    // What one input or deletion lists is no loop, however often it names a record; how deep it
    // goes still counts.
    const std::string record = frame.nesting.root ? std::string() : frame.call.id;
    return m_core.services().loops.enter(frame.call.action, record, frame.depth, frame.chain,
                                         m_core.services().clock->steady());
}

Task<Result<void>> ActionRunner::transaction(Frame &frame)
{
    const bool transactional = frame.action->run.transactional;
    const bool outermost = transactional && !m_core.inTransaction();
    if (transactional) {
        // Only a root can start again from the beginning; what runs inside
        // another's script cannot.
        Result<void> begun =
            co_await m_core.begin(frame.call.action, frame.depth == 0 ? RunCore::Sharing::MayShare
                                                                      : RunCore::Sharing::Alone);
        if (!begun)
            co_return begun;
    }
    if (outermost) {
        m_core.session().pushLimit(std::chrono::milliseconds(frame.action->transactionTimeoutMs),
                                   std::string(errc::transactionTimeout));
    }
    Result<void> done = co_await load(frame);
    if (done)
        done = co_await preconditions(frame);
    if (done && frame.record)
        changeStates(*frame.record, *frame.action);
    if (done && frame.record && frame.asIs)
        frame.record->takeAsIs(*frame.asIs);
    if (done)
        done = co_await effects(frame, frame.action->run, "run");
    if (done)
        done = co_await saveStates(frame);
    if (done)
        done = finish(frame);
    if (outermost)
        m_core.session().popLimit();
    if (!done && done.error().is(errc::restart))
        co_return done; // The root undoes everything and starts again.
    if (outermost && frame.depth == 0 && !m_core.hasAfterCommit())
        m_core.session().rest(); // others run while this waits for the disk
    if (transactional) {
        Result<void> ended = co_await m_core.end(done.ok());
        if (done && !ended)
            done = std::move(ended);
    }
    co_return done;
}

Task<Result<void>> ActionRunner::load(Frame &frame)
{
    if (!frame.model)
        co_return Result<void>();
    if (frame.action->kind == ActionKind::Create) {
        frame.record = std::make_shared<ActionRecord>(frame.model);
        co_return Result<void>();
    }
    const RecordId id{idFromText(frame.call.id)};
    if (id == RecordId{}) {
        co_return Error(errc::invalidActionInput,
                        "The action %1 needs the id of a record, but got \"%2\".",
                        {frame.call.action, frame.call.id});
    }
    std::optional<RecordRow> row;
    Result<void> read = m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(row, findRow(database, ModelTable(*frame.model), id));
        frame.loadedAt = m_core.stand();
        return {};
    });
    if (!read)
        co_return read;
    if (!row) {
        co_return Error(errc::recordNotFound, "There is no %1 with the id %2.",
                        {frame.model->name, frame.call.id});
    }
    frame.record =
        std::make_shared<ActionRecord>(frame.model, std::move(*row), m_core.recordSources());
    co_return checkStates(*frame.record, *frame.action);
}

Task<Result<void>> ActionRunner::preconditions(Frame &frame)
{
    for (const EffectDef &precondition : frame.action->preconditions) {
        EffectCall call = frame.effectCall(precondition.file, "precondition");
        Result<bool> holds = co_await m_core.session().runPrecondition(std::move(call));
        if (!holds)
            co_return std::move(holds).error();
        if (!holds.value()) {
            co_return Error(errc::preconditionFailed, "The precondition %1 of %2 does not hold.",
                            {precondition.file, frame.call.action})
                .withPlace(precondition.file);
        }
    }
    co_return Result<void>();
}

Task<Result<void>> ActionRunner::effects(Frame &frame, const EffectList &list, std::string phase)
{
    for (const EffectDef &def : list.effects) {
        Result<void> overdue = m_core.checkOverdue();
        if (!overdue)
            co_return overdue;
        Result<void> done = co_await effect(frame, def, phase);
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> ActionRunner::effect(Frame &frame, const EffectDef &def, std::string phase)
{
    if (!def.builtin.empty()) {
        Result<void> done = co_await builtin(frame, def.builtin);
        co_return done;
    }
    EffectCall call = frame.effectCall(def.file, phase);
    Result<Value> result = co_await m_core.session().runEffect(std::move(call));
    if (!result)
        co_return std::move(result).error();
    if (phase == "run" && !result.value().isNull())
        frame.outcome.result = std::move(result).value();
    co_return Result<void>();
}

Task<Result<void>> ActionRunner::builtin(Frame &frame, std::string name)
{
    if (frame.record == nullptr) {
        co_return Error(errc::misconfiguredAction,
                        "The effect %1 of %2 needs a record, and a global action has none.",
                        {name, frame.call.action});
    }
    if (name == "applyParams")
        co_return applyParams(frame.params, frame.record);
    if (name == "createRecord" || name == "updateRecord") {
        Result<void> saved = co_await save(frame.record);
        co_return saved;
    }
    if (name == "deleteRecord") {
        Result<void> deleted = co_await deleteRecord(frame.record);
        co_return deleted;
    }
    co_return Error(errc::misconfiguredAction, "The action %1 has the unknown effect \"%2\".",
                    {frame.call.action, name});
}

/** A transition holds also when no effect saved the record. */
Task<Result<void>> ActionRunner::saveStates(Frame &frame)
{
    const bool stored = frame.record && !frame.record->isDeleted() && !frame.record->isNew();
    if (!stored || frame.record->unsavedStates().empty())
        co_return Result<void>();
    Result<void> done = co_await m_core.write(
        "change the state of " + frame.model->name, [&](Database &database) -> Result<void> {
            RecordWriter writer(database, *frame.model, m_core.origin());
            SYNCLINE_TRY(const RecordRow row,
                         writer.update(frame.record->id(), frame.record->unsavedStates()));
            m_core.changed(frame.model->name, row.id);
            return {};
        });
    if (done)
        frame.record->persistedStates();
    co_return done;
}

/** The end of the run effects, still in the transaction: warnings, the run's
 * row, the success effects in line. */
Result<void> ActionRunner::finish(Frame &frame)
{
    warnUnsaved(frame);
    frame.outcome.success = true;
    if (frame.record && !frame.record->isDeleted() && !frame.record->isNew())
        frame.outcome.record = frame.record->shownRow();
    if (frame.depth == 0) {
        if (Database *database = m_core.writer()) {
            const RunInfo row = frame.runInfo(m_core, RunState::Completed);
            SYNCLINE_CHECK(m_core.takeRowIsNew() ? RunTable::add(*database, row)
                                                 : RunTable::save(*database, row));
        }
    }
    if (!frame.action->success.effects.empty()) {
        m_core.afterCommit([this, held = frame.shared_from_this()] { return success(held); });
    }
    return {};
}

Task<void> ActionRunner::success(std::shared_ptr<Frame> frame)
{
    const EffectList &list = frame->action->success;
    Result<void> done;
    {
        const Entry entry(*this, *frame);
        if (list.transactional)
            done = co_await m_core.begin(frame->call.action + " (success)");
        if (done) {
            done = co_await effects(*frame, list, "success");
            if (list.transactional) {
                Result<void> ended = co_await m_core.end(done.ok());
                if (done)
                    done = std::move(ended);
            }
        }
    }
    if (!done) {
        m_core.logError(done.error(), frame->call.action + " (success effects; its data is kept)");
        fail(frame->outcome, std::move(done).error());
        co_await failure(*frame, frame->outcome.errors.back());
    }
}

Task<void> ActionRunner::failure(Frame &frame, Error error)
{
    if (!frame.action || frame.action->failure.effects.empty())
        co_return;
    frame.error = ValueObject{{"code", error.code}, {"message", error.message()}};
    const EffectList &list = frame.action->failure;
    Result<void> done;
    if (list.transactional)
        done = co_await m_core.begin(frame.call.action + " (failure)");
    if (done) {
        done = co_await effects(frame, list, "failure");
        if (list.transactional) {
            Result<void> ended = co_await m_core.end(done.ok());
            if (done)
                done = std::move(ended);
        }
    }
    if (!done)
        m_core.logError(done.error(), frame.call.action + " (failure effects)");
}

void ActionRunner::warnUnsaved(Frame &frame)
{
    if (!frame.record || frame.record->isDeleted())
        return;
    ValueList names;
    for (const auto &[name, value] : frame.record->unsaved())
        names.emplace_back(name);
    for (const NestedWrite &write : frame.record->asked())
        names.emplace_back(write.path);
    if (names.empty())
        return;
    m_core.log(LogLevel::Warn, {{"fields", std::move(names)}},
               frame.call.action + " changed fields of its record but never saved them", "system");
}

} // namespace syncline

#include "core/action/ActionFrame.h"
#include "core/action/RelationshipWriter.h"
#include "core/record/RecordInput.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"

#include <algorithm>

// The helpers that effects and scripts share: applyParams and save.

namespace syncline {

namespace {

Result<std::shared_ptr<ActionRecord>> own(const ScriptRecordPtr &record, std::string_view what)
{
    auto mine = std::dynamic_pointer_cast<ActionRecord>(record);
    if (!mine)
        return Error(errc::invalidActionInput, "%1 needs a record of this run.",
                     {std::string(what)});
    return mine;
}

} // namespace

RunInfo ActionRunner::Frame::runInfo(const RunCore &core, RunState state) const
{
    RunInfo info;
    info.id = core.run();
    info.kind = RunKind::Action;
    info.state = state;
    info.subject = call.action;
    info.record = record && !record->isNew() ? toText(record->id()) : call.id;
    info.trigger = call.trigger;
    info.started = core.origin().now;
    info.finished = info.started;
    info.heartbeat = info.started;
    return info;
}

Result<void> ActionRunner::applyParams(const Value &params, const ScriptRecordPtr &record)
{
    SYNCLINE_TRY(const auto mine, own(record, "applyParams"));
    const Value &fields = params[mine->modelName()];
    if (!fields.isObject())
        return {};
    PathErrors errors;
    std::string first;
    for (const auto &[name, value] : fields.asObject()) {
        if (isSystemField(name))
            continue; // The API's answers carry them; sending a record back as it
                      // came must work.
        const FieldDef *field = fieldOfName(mine->model(), name);
        if (field != nullptr && isNestedWrite(*field, value)) {
            SYNCLINE_TRY(Writes writes,
                         parseNested(*m_core.project(), *field, value, nestingAt(*mine, {}).path));
            mine->ask(*field, std::move(writes));
            continue;
        }
        if (const Result<void> set = mine->set(name, value); !set) {
            const Error &error = set.error();
            first = error.message();
            errors.emplace_back(name, error.sentence == wrongValue ? error.args.at(2) : first);
        }
    }
    if (errors.empty())
        return {};
    Error error = invalidRecord(mine->modelName(), std::move(errors));
    if (error.fields.size() == 1) {
        error.sentence = "%1";
        error.args = {std::move(first)};
    }
    return error;
}

Nesting ActionRunner::nestingAt(const ActionRecord &record, const std::string &path) const
{
    Nesting nesting;
    const bool isMain = m_frame != nullptr && m_frame->record.get() == &record;
    nesting.path = isMain && m_frame->nesting.root ? m_frame->nesting.path : record.modelName();
    if (!path.empty())
        nesting.path += "." + path;
    if (m_frame == nullptr) {
        nesting.root = std::make_shared<RootCall>(
            RootCall{.model = {}, .action = {}, .params = {}, .trigger = {{"type", "api"}}});
    } else {
        if (!m_frame->root)
            m_frame->root = m_frame->asRoot();
        nesting.root = m_frame->root;
    }
    return nesting;
}

Task<ActionOutcome> ActionRunner::runNested(ActionCall call, Nesting nesting)
{
    ActionOutcome outcome =
        co_await run(std::move(call), m_depth + 1, m_chain, Extent::Whole, std::move(nesting));
    co_return outcome;
}

Task<Result<void>> ActionRunner::save(ScriptRecordPtr record)
{
    Result<std::shared_ptr<ActionRecord>> found = own(record, "save");
    if (!found)
        co_return std::move(found).error();
    const std::shared_ptr<ActionRecord> mine = std::move(found).value();
    const ModelDef &model = mine->model();
    if (mine->isDeleted()) {
        co_return Error(errc::recordNotFound,
                        "The %1 %2 was deleted in this run and cannot be saved.",
                        {model.name, toText(mine->id())});
    }
    if (!mine->isNew() && mine->unsaved().empty() && mine->givenSystem().empty() &&
        !mine->isTouched() && mine->asked().empty())
        co_return Result<void>();

    Result<void> done;
    if (isOneStep(*mine)) {
        done = co_await saveRow(record);
        co_return done;
    }
    done = co_await m_core.begin("save " + model.name);
    if (!done)
        co_return done;
    if (mine->asked().empty())
        done = co_await saveRow(record);
    else
        done = co_await saveAll(record);
    if (!done && done.error().is(errc::restart))
        co_return done;
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    if (done && !m_core.inTransaction())
        co_await m_core.runAfterCommit(); // Success effects of nested actions.
    co_return done;
}

/** The record with what its input asks of relationships: all of it, or nothing. */
Task<Result<void>> ActionRunner::saveAll(ScriptRecordPtr record)
{
    const auto mine = std::static_pointer_cast<ActionRecord>(record);
    const ActionRecord before = *mine;
    auto runOne = [this, mine](ActionCall call, const std::string &path) {
        return runNested(std::move(call), nestingAt(*mine, path));
    };
    RelationshipWriter related(m_core, std::move(runOne), *mine, nestingAt(*mine, {}).path,
                               mine->takeAsked());
    Result<void> done = co_await related.writeTargets();
    if (done && related.errors().empty()) {
        done = co_await saveRow(record);
        if (!done && done.error().is(errc::invalidRecord))
            collectErrors(related.errors(), {}, done.error());
    } else if (done) {
        PathErrors own;
        done = co_await checkRow(record, own);
        for (auto &error : own) {
            if (!related.isEcho(error.first))
                related.errors().push_back(std::move(error));
        }
    }
    if (done && related.errors().empty())
        done = co_await related.writeRest();
    const bool restarts = !done && done.error().is(errc::restart);
    if (!restarts && !related.errors().empty())
        done = invalidRecord(mine->modelName(), std::move(related.errors()));
    if (!done)
        *mine = before; // What it holds is not in the database.
    co_return done;
}

/** Whether a save is all or nothing by itself, without a savepoint. */
bool ActionRunner::isOneStep(const ActionRecord &record) const
{
    if (record.isNew() || !record.asked().empty() || !m_core.inTransaction())
        return false;
    const ModelDef &model = record.model();
    return model.validations.empty() &&
           std::ranges::all_of(model.fields,
                               [](const FieldDef &field) { return field.validations.empty(); });
}

/** Whether nothing was written in this transaction since @p record was read in it. */
bool ActionRunner::isAsLoaded(const ActionRecord &record) const
{
    return m_frame != nullptr && m_frame->record.get() == &record && m_frame->loadedAt &&
           m_frame->loadedAt == m_core.stand();
}

Task<Result<void>> ActionRunner::saveRow(ScriptRecordPtr record)
{
    const auto mine = std::static_pointer_cast<ActionRecord>(record);
    const ModelDef &model = mine->model();
    const ValueObject system = mine->givenSystem();
    ValueObject fields = mine->unsaved();
    if (!mine->isNew() && fields.empty() && system.empty() && !mine->isTouched())
        co_return Result<void>(); // Only what belongs to it changes.
    Result<void> done = co_await validate(*mine, record);
    if (!done)
        co_return done;
    RecordWriter writer(*m_core.writer(), model, m_core.origin());
    fields = mine->unsaved();
    if (mine->isTouched() && fields.empty())
        fields.append("updatedAt", m_core.origin().now);
    for (const auto &[name, value] : system)
        fields.set(name, value);
    const bool isInternal = mine->isTouched() || !system.empty();
    Result<RecordRow> row = mine->isNew() ? writer.create(fields, isInternal)
                            : isAsLoaded(*mine)
                                ? writer.update(mine->persistedRow(), fields, isInternal)
                                : writer.update(mine->id(), fields, isInternal);
    if (!row)
        co_return std::move(row).error();
    mine->persisted(std::move(row).value());
    m_core.changed(model.name, mine->id());
    co_return Result<void>();
}

/** What a save of the row would refuse, without one. */
Task<Result<void>> ActionRunner::checkRow(ScriptRecordPtr record, PathErrors &errors)
{
    const auto mine = std::static_pointer_cast<ActionRecord>(record);
    Result<void> valid = co_await validate(*mine, record);
    if (valid) {
        RecordWriter writer(*m_core.writer(), mine->model(), m_core.origin());
        valid = writer.validate(mine->id(), mine->unsaved());
    }
    if (!valid && !collectErrors(errors, {}, valid.error()))
        co_return valid;
    co_return Result<void>();
}

/** Lua validations of the model and of its fields; the built-in ones are
 * RecordWriter's. All errors are collected. */
Task<Result<void>> ActionRunner::validate(ActionRecord &mine, ScriptRecordPtr record)
{
    const ModelDef &model = mine.model();
    std::vector<std::pair<std::string, std::string>> files; // field, file
    for (const std::string &file : model.validations)
        files.emplace_back("", file);
    for (const FieldDef &field : model.fields) {
        for (const std::string &file : field.validations)
            files.emplace_back(field.name, file);
    }
    if (files.empty())
        co_return Result<void>();

    ValidationErrors errors;
    const Result<void> builtin =
        RecordWriter(*m_core.writer(), model, m_core.origin()).validate(mine.id(), mine.unsaved());
    if (!builtin) {
        if (!builtin.error().is(errc::invalidRecord))
            co_return builtin;
        errors.items = builtin.error().fields;
    }
    for (const auto &[field, file] : files) {
        EffectCall call;
        call.file = file;
        call.phase = "validation";
        call.model = model.name;
        call.record = record;
        call.field = field;
        call.errors = &errors;
        Result<void> ran = co_await m_core.session().runValidation(std::move(call));
        if (!ran)
            co_return ran;
    }
    if (!errors.items.empty())
        co_return invalidRecord(model.name, std::move(errors.items));
    co_return Result<void>();
}

} // namespace syncline

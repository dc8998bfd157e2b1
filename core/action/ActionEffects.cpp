#include "core/action/ActionFrame.h"
#include "core/record/RecordInput.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"

// The helpers that effects and scripts share: applyParams, save, deleteRecord.

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
    std::vector<std::pair<std::string, std::string>> errors;
    for (const auto &[name, value] : fields.asObject()) {
        if (isSystemField(name))
            continue; // The API's answers carry them; sending a record back as it
                      // came must work.
        if (Result<void> set = mine->set(name, value); !set)
            errors.emplace_back(name, set.error().message());
    }
    if (errors.empty())
        return {};
    if (errors.size() == 1)
        return Error(errc::invalidRecord, "%1", {errors.front().second});
    return invalidRecord(mine->modelName(), std::move(errors));
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
    const ValueObject &system = mine->givenSystem();
    if (!mine->isNew() && mine->unsaved().empty() && system.empty() && !mine->isTouched())
        co_return Result<void>();

    Result<void> begun = co_await m_core.begin("save " + model.name);
    if (!begun)
        co_return begun;
    Result<void> done = co_await validate(*mine, record);
    if (done) {
        RecordWriter writer(*m_core.writer(), model, m_core.origin());
        ValueObject fields = mine->unsaved();
        if (mine->isTouched() && fields.empty())
            fields.append("updatedAt", m_core.origin().now);
        for (const auto &[name, value] : system)
            fields.set(name, value);
        const bool isInternal = mine->isTouched() || !system.empty();
        Result<RecordRow> row = mine->isNew() ? writer.create(fields, isInternal)
                                              : writer.update(mine->id(), fields, isInternal);
        if (row) {
            mine->persisted(std::move(row).value());
            m_core.changed(model.name, mine->id());
        } else {
            done = std::move(row).error();
        }
    }
    if (!done && done.error().is(errc::restart))
        co_return done;
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    co_return done;
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

Task<Result<void>> ActionRunner::deleteRecord(ScriptRecordPtr record)
{
    Result<std::shared_ptr<ActionRecord>> found = own(record, "delete_record");
    if (!found)
        co_return std::move(found).error();
    const std::shared_ptr<ActionRecord> mine = std::move(found).value();
    if (mine->isNew() || mine->isDeleted()) {
        co_return Error(errc::recordNotFound, "A %1 that is not stored cannot be deleted.",
                        {mine->modelName()});
    }
    Result<void> done =
        co_await m_core.write("delete " + mine->modelName(), [&](Database &database) {
            return RecordWriter(database, mine->model(), m_core.origin()).remove(mine->id());
        });
    if (done) {
        m_core.changed(mine->modelName(), mine->id());
        mine->deleted();
    }
    co_return done;
}

} // namespace syncline

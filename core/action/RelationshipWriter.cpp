#include "core/action/RelationshipWriter.h"

#include "core/record/PageReader.h"
#include "core/record/RelatedRecords.h"

#include <algorithm>

namespace syncline {

namespace {

using Kind = NestedWrite::Kind;

/** @p params of an action of @p model, with its @p field set. */
ValueObject withField(ValueObject params, const std::string &model, const std::string &field,
                      Value value)
{
    params.remove(field);
    params.remove(field + "Id");
    ValueObject fields;
    if (const Value &given = params.at(model); given.isObject())
        fields = given.asObject();
    fields.remove(field + "Id");
    fields.set(field, std::move(value));
    params.set(model, std::move(fields));
    return params;
}

Error notLeft(const std::string &action, const std::string &what)
{
    return {errc::misconfiguredAction,
            "The action %1 left no record %2; let it apply its params and save the record.",
            {action, what}};
}

RecordId idOf(const std::string &text)
{
    return RecordId{idFromText(text)};
}

} // namespace

RelationshipWriter::RelationshipWriter(RunCore &core, Run run, ActionRecord &record,
                                       std::string base, std::vector<NestedWrite> writes)
    : m_core(core),
      m_run(std::move(run)),
      m_record(record),
      m_base(std::move(base)),
      m_writes(std::move(writes))
{
}

bool RelationshipWriter::isEcho(std::string_view field) const
{
    return std::ranges::any_of(m_writes, [field](const NestedWrite &write) {
        return write.field->type == FieldType::BelongsTo && write.field->name == field;
    });
}

// --- before the record ---

Task<Result<void>> RelationshipWriter::writeTargets()
{
    for (NestedWrite &write : m_writes) {
        if (write.field->type != FieldType::BelongsTo)
            continue;
        Result<void> done = co_await writeTarget(write);
        done = settle(write, std::move(done));
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> RelationshipWriter::writeTarget(NestedWrite &write)
{
    const std::string &field = write.field->name;
    const std::string linked = m_record.row().fields.at(field).stringOr();
    if (!write.creates() && write.id.empty())
        write.id = linked;
    if (!write.creates() && write.id.empty()) {
        co_return Error(errc::recordNotFound,
                        "%1 has no %2 that %3 could run on; give the id of a %4.",
                        {self(), field, write.action->name, write.field->relatedModel});
    }
    if (write.deletes()) { // It goes when nothing leads to it any more.
        if (write.id == linked)
            co_return m_record.set(field, Value());
        co_return Result<void>();
    }
    Result<Row> left = co_await run(write, write.action->fullName(), write.id, write.params);
    if (!left)
        co_return std::move(left).error();
    if (!left.value())
        co_return notLeft(write.action->fullName(), "that could be linked");
    co_return m_record.set(field, Value(toText(left.value()->id)));
}

// --- after the record ---

Task<Result<void>> RelationshipWriter::writeRest()
{
    for (const NestedWrite &write : m_writes) {
        if (m_core.stopToken().stop_requested())
            co_return Error(errc::cancelled, "The run was cancelled.");
        Result<void> done = co_await writeOne(write);
        done = settle(write, std::move(done));
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> RelationshipWriter::writeOne(const NestedWrite &write)
{
    Result<void> done;
    if (write.field->type == FieldType::BelongsTo) {
        if (write.deletes())
            done = co_await runOnly(write, write.action->fullName(), write.id, write.params);
    } else if (write.kind == Kind::Converge) {
        done = co_await converge(write);
    } else if (write.field->type == FieldType::HasOne) {
        done = co_await writeHasOne(write);
    } else if (write.field->type == FieldType::HasMany) {
        done = co_await writeHasMany(write);
    } else {
        done = co_await writeThrough(write);
    }
    co_return done;
}

Task<Result<void>> RelationshipWriter::writeHasOne(const NestedWrite &write)
{
    NestedWrite one = write;
    Result<void> done;
    if (one.creates() || one.kind == Kind::Link) {
        done = co_await unlinkOthers(one);
    } else if (one.id.empty()) {
        Result<std::vector<RecordId>> now = present(*one.field);
        if (!now)
            co_return std::move(now).error();
        if (now->empty() && one.kind == Kind::Unlink)
            co_return Result<void>();
        if (now->empty()) {
            co_return Error(errc::recordNotFound, "%1 has no %2 that %3 could run on.",
                            {self(), one.field->name, one.action->name});
        }
        one.id = toText(now->front());
    }
    if (done)
        done = co_await writeHasMany(one);
    co_return done;
}

Task<Result<void>> RelationshipWriter::writeHasMany(const NestedWrite &write)
{
    Result<void> done;
    if (write.creates()) {
        done = co_await createOwned(write);
        co_return done;
    }
    if (write.kind == Kind::Link) {
        Value owner = toText(m_record.id());
        done = co_await setOwner(write, write.id, std::move(owner));
        co_return done;
    }
    done = checkBelongs(*write.field, write.id);
    if (!done)
        co_return done;
    if (write.kind == Kind::Unlink)
        done = co_await setOwner(write, write.id, Value());
    else
        done = co_await runOnly(write, write.action->fullName(), write.id, write.params);
    co_return done;
}

Task<Result<void>> RelationshipWriter::writeThrough(const NestedWrite &write)
{
    Result<void> done;
    if (write.creates()) {
        done = co_await createLinked(write);
        co_return done;
    }
    if (write.kind == Kind::Link) {
        done = co_await link(write, write.id);
        co_return done;
    }
    done = checkBelongs(*write.field, write.id);
    if (done && (write.kind == Kind::Unlink || write.deletes()))
        done = co_await unlink(write, write.id);
    if (done && write.kind == Kind::Action)
        done = co_await runOnly(write, write.action->fullName(), write.id, write.params);
    co_return done;
}

Task<Result<void>> RelationshipWriter::converge(const NestedWrite &write)
{
    Result<void> done = co_await removeUnwanted(write);
    if (!done)
        co_return done;
    const bool through = write.field->type == FieldType::HasManyThrough;
    for (const NestedWrite::Wanted &wanted : write.values) {
        NestedWrite step;
        step.field = write.field;
        step.path = wanted.path;
        step.id = wanted.id;
        Result<bool> linked = true;
        if (!wanted.id.empty())
            linked = belongs(*write.field, wanted.id);
        if (!linked)
            co_return std::move(linked).error();
        if (!linked.value() && (through || wanted.link)) {
            step.kind = Kind::Link;
            done = co_await writeOne(step);
        }
        if (done && (wanted.id.empty() || !wanted.fields.empty())) {
            step.kind = Kind::Action;
            step.action = m_core.project()->findAction(wanted.id.empty() ? write.createAction
                                                                         : write.updateAction);
            step.params = wanted.fields;
            done = co_await writeOne(step);
        } else if (done && !linked.value() && step.kind != Kind::Link) {
            done = checkBelongs(*write.field, wanted.id);
        }
        done = settle(step, std::move(done));
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> RelationshipWriter::removeUnwanted(const NestedWrite &write)
{
    Result<std::vector<RecordId>> now = present(*write.field);
    if (!now)
        co_return std::move(now).error();
    std::vector<RecordId> wanted;
    for (const NestedWrite::Wanted &one : write.values) {
        if (!one.id.empty())
            wanted.push_back(idOf(one.id));
    }
    std::ranges::sort(wanted);
    for (const RecordId id : now.value()) {
        if (std::ranges::binary_search(wanted, id))
            continue;
        Result<void> done;
        if (write.field->type == FieldType::HasManyThrough)
            done = co_await unlink(write, toText(id));
        if (done && !write.deleteAction.empty())
            done = co_await runOnly(write, write.deleteAction, toText(id), ValueObject());
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

// --- the steps ---

Task<Result<void>> RelationshipWriter::createOwned(const NestedWrite &write)
{
    const FieldDef &field = *write.field;
    const std::string owner = toText(m_record.id());
    ValueObject params =
        withField(write.params, field.relatedModel, field.inverseField, Value(owner));
    Result<Row> left =
        co_await run(write, write.action->fullName(), std::string(), std::move(params));
    if (!left)
        co_return std::move(left).error();
    if (!left.value() || left.value()->fields.at(field.inverseField).stringOr() != owner)
        co_return notLeft(write.action->fullName(), "that belongs to " + self());
    co_return Result<void>();
}

Task<Result<void>> RelationshipWriter::createLinked(const NestedWrite &write)
{
    Result<Row> left = co_await run(write, write.action->fullName(), std::string(), write.params);
    if (!left)
        co_return std::move(left).error();
    if (!left.value())
        co_return notLeft(write.action->fullName(), "that could be linked");
    Result<void> done = co_await link(write, toText(left.value()->id));
    co_return done;
}

Task<Result<void>> RelationshipWriter::setOwner(const NestedWrite &write, std::string id,
                                                Value owner)
{
    const FieldDef &field = *write.field;
    ValueObject params =
        withField(ValueObject(), field.relatedModel, field.inverseField, std::move(owner));
    Result<void> done =
        co_await runOnly(write, field.relatedModel + ".update", std::move(id), std::move(params));
    co_return done;
}

Task<Result<void>> RelationshipWriter::unlinkOthers(const NestedWrite &write)
{
    Result<std::vector<RecordId>> now = present(*write.field);
    if (!now)
        co_return std::move(now).error();
    for (const RecordId id : now.value()) {
        if (id == idOf(write.id))
            continue;
        Result<void> done = co_await setOwner(write, toText(id), Value());
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> RelationshipWriter::link(const NestedWrite &write, std::string id)
{
    const FieldDef &field = *write.field;
    Result<std::vector<RecordId>> rows = joinRows(field, id);
    if (!rows)
        co_return std::move(rows).error();
    if (!rows->empty())
        co_return Result<void>(); // It is linked already.
    ValueObject fields;
    fields.set(field.inverseField, Value(toText(m_record.id())));
    fields.set(field.joinField, Value(id));
    ValueObject params;
    params.set(field.joinModel, std::move(fields));
    Result<void> done =
        co_await runOnly(write, field.joinModel + ".create", std::string(), std::move(params));
    co_return done;
}

Task<Result<void>> RelationshipWriter::unlink(const NestedWrite &write, std::string id)
{
    Result<std::vector<RecordId>> rows = joinRows(*write.field, id);
    if (!rows)
        co_return std::move(rows).error();
    for (const RecordId row : rows.value()) {
        Result<void> done =
            co_await runOnly(write, write.field->joinModel + ".delete", toText(row), ValueObject());
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<RelationshipWriter::Row>> RelationshipWriter::run(const NestedWrite &write,
                                                              std::string action, std::string id,
                                                              ValueObject params)
{
    ActionCall call;
    call.action = std::move(action);
    call.id = std::move(id);
    call.params = std::move(params);
    Task<ActionOutcome> task = m_run(std::move(call), write.path);
    ActionOutcome outcome = co_await std::move(task);
    if (!outcome.errors.empty())
        co_return std::move(outcome.errors.front());
    co_return std::move(outcome.record);
}

Task<Result<void>> RelationshipWriter::runOnly(const NestedWrite &write, std::string action,
                                               std::string id, ValueObject params)
{
    Result<Row> left = co_await run(write, std::move(action), std::move(id), std::move(params));
    if (!left)
        co_return std::move(left).error();
    co_return Result<void>();
}

// --- what is there ---

Result<std::vector<RecordId>> RelationshipWriter::present(const FieldDef &field)
{
    const bool through = field.type == FieldType::HasManyThrough;
    const auto model = m_core.project()->findModel(through ? field.joinModel : field.relatedModel);
    const FieldDef *inverse = model ? model->findField(field.inverseField) : nullptr;
    const FieldDef *to = through && model ? model->findField(field.joinField) : inverse;
    if (inverse == nullptr || to == nullptr)
        return Error(errc::notFound, "The relationship %1 leads nowhere.", {field.name});
    std::vector<RecordId> ids;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        if (through) {
            SYNCLINE_TRY(ids, joinedRecords(database, {*model, *inverse, *to}, m_record.id()));
        } else {
            SYNCLINE_TRY(ids, referringRecords(database, *model, *inverse, m_record.id()));
        }
        return {};
    }));
    return ids;
}

Result<std::vector<RecordId>> RelationshipWriter::joinRows(const FieldDef &field,
                                                           const std::string &id)
{
    const auto join = m_core.project()->findModel(field.joinModel);
    const FieldDef *from = join ? join->findField(field.inverseField) : nullptr;
    const FieldDef *to = join ? join->findField(field.joinField) : nullptr;
    if (from == nullptr || to == nullptr)
        return Error(errc::notFound, "The relationship %1 leads nowhere.", {field.name});
    std::vector<RecordId> rows;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(rows, joiningRecords(database, {*join, *from, *to}, m_record.id(), idOf(id)));
        return {};
    }));
    return rows;
}

Result<bool> RelationshipWriter::belongs(const FieldDef &field, const std::string &id)
{
    if (field.type == FieldType::HasManyThrough) {
        SYNCLINE_TRY(const auto rows, joinRows(field, id));
        return !rows.empty();
    }
    const auto model = m_core.project()->findModel(field.relatedModel);
    std::optional<RecordRow> row;
    SYNCLINE_CHECK(m_core.read([&](Database &database) -> Result<void> {
        SYNCLINE_TRY(row, findRow(database, ModelTable(*model), idOf(id)));
        return {};
    }));
    if (!row)
        return Error(errc::recordNotFound, "There is no %1 with the id %2.", {model->name, id});
    return row->fields.at(field.inverseField).stringOr() == toText(m_record.id());
}

Result<void> RelationshipWriter::checkBelongs(const FieldDef &field, const std::string &id)
{
    SYNCLINE_TRY(const bool is, belongs(field, id));
    if (is)
        return {};
    return Error(errc::invalidActionInput,
                 "The %1 %2 does not belong to %3; link it first, with {\"_link\": \"%2\"}.",
                 {field.relatedModel, id, self()});
}

Result<void> RelationshipWriter::settle(const NestedWrite &write, Result<void> done)
{
    if (done || done.error().is(errc::restart) || done.error().is(errc::cancelled))
        return done;
    if (collectErrors(m_errors, write.path, done.error()))
        return {};
    return locatedAt(m_base + "." + write.path, std::move(done).error());
}

std::string RelationshipWriter::self() const
{
    return m_record.modelName() + " " + (m_record.isNew() ? "(new)" : toText(m_record.id()));
}

} // namespace syncline

#include "core/action/RunCore.h"

#include "core/record/RecordReader.h"

namespace syncline {

RunCore::RunCore(ActionServices &services, RunId run, std::stop_token stop)
    : m_services(services),
      m_run(run),
      m_stop(std::move(stop)),
      m_project(services.project())
{
    m_changes.run = run;
}

RunCore::~RunCore()
{
    flushLogs();
}

WriteOrigin RunCore::origin() const
{
    return {.run = m_run, .now = m_services.clock->now(), .vault = m_services.vault};
}

Task<Result<void>> RunCore::begin(std::string label, Sharing sharing)
{
    if (m_scratch != nullptr)
        co_return Result<void>();
    if (m_transaction) {
        Result<void> saved = m_transaction->savepoint();
        if (!saved)
            co_return std::move(saved).error();
        ++m_depth;
        m_afterCommitMarks.push_back(m_afterCommit.size());
        co_return Result<void>();
    }
    WriteRequest request{
        .label = std::move(label), .run = m_run, .alone = m_alone || sharing == Sharing::Alone};
    std::stop_token stop;
    if (!m_closing)
        stop = m_stop;
    Result<WriteTransaction> granted = co_await m_services.store->writes().acquire(
        m_session->executor(), std::move(request), stop);
    if (!granted)
        co_return std::move(granted).error();
    m_transaction.emplace(std::move(granted).value());
    m_depth = 1;
    m_afterCommitMarks.assign(1, m_afterCommit.size());
    co_return Result<void>();
}

Task<Result<void>> RunCore::end(bool commit)
{
    if (m_scratch != nullptr)
        co_return Result<void>();
    if (!m_transaction)
        co_return Error(errc::internalError, "No transaction is open.");
    const std::size_t mark = m_afterCommitMarks.back();
    m_afterCommitMarks.pop_back();
    if (!commit) {
        ++m_undone;
        m_afterCommit.resize(mark);
        m_relatedPages.clear();
    }
    if (m_depth > 1) {
        --m_depth;
        Result<void> done =
            commit ? m_transaction->releaseSavepoint() : m_transaction->rollbackToSavepoint();
        co_return done;
    }
    m_depth = 0;
    WriteTransaction transaction = std::move(*m_transaction);
    m_transaction.reset();
    if (!commit) {
        transaction.rollback();
        m_changes.records.clear();
        flushLogs();
        co_return Result<void>();
    }
    Result<void> durable = co_await transaction.commit(m_session->executor());
    flushLogs();
    if (!durable) {
        m_changes.records.clear();
        m_afterCommit.resize(mark);
        co_return std::move(durable).error();
    }
    if (!m_changes.records.empty() && m_services.committed) {
        m_services.committed(m_changes);
        m_changes.records.clear();
    }
    co_return Result<void>();
}

std::optional<RunCore::Stand> RunCore::stand()
{
    if (!m_transaction)
        return std::nullopt;
    return Stand{.changes = m_transaction->database().totalChanges(), .undone = m_undone};
}

Database *RunCore::writer()
{
    if (m_scratch != nullptr)
        return m_scratch;
    return m_transaction ? &m_transaction->database() : nullptr;
}

void RunCore::prepareRestart()
{
    if (m_transaction)
        m_transaction->rollback();
    m_transaction.reset();
    m_depth = 0;
    ++m_undone;
    m_alone = true;
    m_heldLogs.clear();
    m_changes.records.clear();
    m_afterCommit.clear();
    m_afterCommitMarks.clear();
    m_relatedPages.clear();
}

Result<void> RunCore::aboutToWait()
{
    if (m_transaction && m_transaction->isShared()) {
        return Error(errc::restart, "The run waits for the outside and starts again alone.");
    }
    return {};
}

Result<void> RunCore::checkOverdue()
{
    if (m_transaction && m_transaction->isShared() && m_transaction->isOverdue())
        return Error(errc::restart, "The run takes long and starts again alone.");
    return {};
}

Task<Result<void>> RunCore::write(std::string label, std::function<Result<void>(Database &)> work)
{
    const bool isOutermost = !m_transaction;
    Sharing sharing = Sharing::MayShare;
    for (;;) {
        Result<void> begun = co_await begin(label, sharing);
        if (!begun)
            co_return std::move(begun).error();
        Result<void> done = work(*writer());
        Result<void> ended = co_await end(done.ok());
        if (!done)
            co_return std::move(done).error();
        // Another writer took the shared commit with it: once more, alone.
        const bool isUndone = !ended && ended.error().is(errc::restart);
        if (!isUndone || !isOutermost || sharing == Sharing::Alone)
            co_return ended;
        sharing = Sharing::Alone;
    }
}

Result<void> RunCore::read(const std::function<Result<void>(Database &)> &work)
{
    if (Database *database = writer())
        return work(*database);
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(m_stop));
    return work(reader.database());
}

void RunCore::log(LogLevel level, ValueObject fields, std::string text, std::string source)
{
    LogEntry entry;
    entry.time = m_services.clock->now();
    entry.level = level;
    entry.run = m_run;
    entry.source = std::move(source);
    entry.text = std::move(text);
    entry.fields = std::move(fields);
    if (m_transaction && m_transaction->isShared())
        m_heldLogs.push_back(std::move(entry));
    else if (m_services.log)
        m_services.log(std::move(entry));
}

void RunCore::logError(const Error &error, const std::string &subject)
{
    ValueObject fields{{"code", error.code}, {"subject", subject}};
    if (!error.place.empty())
        fields.append("place", error.place);
    if (!error.detail.empty())
        fields.append("detail", error.detail);
    if (!error.fields.empty()) {
        ValueObject invalid;
        for (const auto &[field, message] : error.fields)
            invalid.append(field, message);
        fields.append("fields", std::move(invalid));
    }
    log(LogLevel::Error, std::move(fields), subject + " failed: " + error.message(), "system");
}

void RunCore::flushLogs()
{
    if (m_services.log) {
        for (LogEntry &entry : m_heldLogs)
            m_services.log(std::move(entry));
    }
    m_heldLogs.clear();
}

RecordSources RunCore::recordSources()
{
    return {.vault = m_services.vault,
            .computed = [this](const ModelDef &model, RecordId id,
                               std::string_view field) -> Result<Value> {
                Value value;
                SYNCLINE_CHECK(read([&](Database &database) -> Result<void> {
                    SYNCLINE_TRY(value, RecordReader(database, model).computed(id, field));
                    return {};
                }));
                return value;
            },
            .passwordHash = [this](const ModelDef &model, RecordId id,
                                   std::string_view field) -> Result<std::string> {
                std::string hash;
                SYNCLINE_CHECK(read([&](Database &database) -> Result<void> {
                    SYNCLINE_TRY(hash, RecordReader(database, model).passwordHash(id, field));
                    return {};
                }));
                return hash;
            }};
}

void RunCore::changed(const std::string &model, RecordId id)
{
    m_changes.records[model].push_back(raw(id));
    m_relatedPages.wrote(model);
}

void RunCore::changedMany(const std::string &model)
{
    m_changes.records[model].clear();
    m_relatedPages.wrote(model);
}

Task<void> RunCore::runAfterCommit()
{
    while (!m_afterCommit.empty()) {
        std::vector<std::function<Task<void>()>> works;
        works.swap(m_afterCommit);
        for (const auto &work : works) {
            Task<void> task = work();
            co_await std::move(task);
        }
    }
}

Value modelMetadata(const ModelDef &model)
{
    ValueObject fields;
    for (const FieldDef &field : model.fields) {
        const bool scalar = !field.isRelationship() && field.type != FieldType::Object &&
                            field.type != FieldType::Union;
        ValueObject is{{"scalar", scalar},
                       {"document", field.isRelationship()},
                       {"object", field.type == FieldType::Object},
                       {"union", field.type == FieldType::Union}};
        ValueObject info{{"type", std::string(fieldTypeName(field.type))},
                         {"required", field.required},
                         {"list", field.list || field.type == FieldType::HasMany ||
                                      field.type == FieldType::HasManyThrough ||
                                      field.type == FieldType::RoleList ||
                                      field.type == FieldType::Vector},
                         {"is", std::move(is)}};
        if (field.integer)
            info.append("integer", true);
        if (!field.from.empty())
            info.append("from", field.from);
        if (!field.relatedModel.empty())
            info.append("model", field.relatedModel);
        if (!field.members.empty()) {
            ValueList models;
            for (const UnionMember &member : field.members)
                models.emplace_back(member.model);
            info.append("models", std::move(models));
        }
        if (!field.inverseField.empty())
            info.append("inverse", field.inverseField);
        fields.append(field.name, std::move(info));
    }
    return ValueObject{{"api_identifier", model.name},
                       {"localized", model.source.localized},
                       {"fields", std::move(fields)}};
}

} // namespace syncline

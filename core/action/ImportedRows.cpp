#include "core/action/ImportedRows.h"

#include "core/action/ActionRunner.h"
#include "core/action/ModelCode.h"

#include <algorithm>
#include <future>

namespace syncline {

namespace {

/** An import takes as long as its file; each row has a limit of its own. */
constexpr std::chrono::hours importLimit{24 * 365};
constexpr int sessionRows = 500;

/** Runs @p task on @p executor and waits for its answer, on a thread that is no worker. */
template <typename T>
T waitFor(Executor &executor, Task<T> task)
{
    auto answer = std::make_shared<std::promise<T>>();
    std::future<T> given = answer->get_future();
    spawn<T>(executor, std::move(task),
             [answer](T result) { answer->set_value(std::move(result)); });
    return given.get();
}

/** What both kinds have: the run, its scripts, and how a row becomes a call. */
class ActionRows : public RowCode
{
public:
    ActionRows(ActionServices &services, RowCodeRequest request)
        : m_request(std::move(request)),
          m_core(services, m_request.run, m_request.stop),
          m_scope(m_core)
    {
        m_core.setAlone();
        m_core.useScratch(m_request.trial);
    }

protected:
    struct Row
    {
        ActionCall call;
        ValueObject asIs;
    };
    [[nodiscard]] Row rowOf(const RecordRow *before, const ValueObject &fields,
                            std::int64_t number) const;
    [[nodiscard]] std::shared_ptr<const ActionDef> action(const char *verb) const
    {
        return m_core.project()->findAction(m_request.model->name + "." + verb);
    }
    [[nodiscard]] std::string chain() const { return "import " + m_request.model->name; }
    [[nodiscard]] const ModelDef &model() const { return *m_request.model; }
    /** Fresh scripts; those of before may have been stopped for good. */
    void openSession(std::chrono::milliseconds limit)
    {
        ScriptLimits limits;
        limits.timeout = limit;
        m_session = m_core.services().scripts->openSession(m_scope, limits);
        m_core.setSession(m_session.get());
    }
    /** Whether after @p error the scripts cannot go on. */
    static bool stoppedScripts(const Error &error)
    {
        return error.is(errc::transactionTimeout) || error.is(errc::actionTimeout) ||
               error.is(errc::timeout) || error.is(errc::scriptMemory);
    }

    const RowCodeRequest m_request;
    RunCore m_core;
    ActionScope m_scope;
    std::unique_ptr<ScriptSession> m_session;
};

ActionRows::Row ActionRows::rowOf(const RecordRow *before, const ValueObject &fields,
                                  std::int64_t number) const
{
    Row row;
    row.call.action = model().name + (before == nullptr ? ".create" : ".update");
    if (before != nullptr)
        row.call.id = toText(before->id);
    row.call.trigger = {{"type", "file"}, {"file", m_request.file}, {"row", number}};
    ValueObject params;
    for (const auto &[name, value] : fields) {
        const FieldDef *field = model().findField(name);
        const bool isAsIs = field == nullptr || field->type == FieldType::RecordState;
        (isAsIs ? row.asIs : params).append(name, value);
    }
    row.call.params = {{model().name, std::move(params)}};
    return row;
}

/** The rows of an import. */
class ImportedRows final : public ActionRows
{
public:
    using ActionRows::ActionRows;

    Result<void> inTransaction(const std::function<Result<void>(Database &)> &work) override;
    Result<RecordRow> create(const ValueObject &fields, std::int64_t row) override
    {
        return run(nullptr, fields, row);
    }
    Result<RecordRow> update(const RecordRow &before, const ValueObject &fields,
                             std::int64_t row) override
    {
        return run(&before, fields, row);
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return {}; }

private:
    Result<RecordRow> run(const RecordRow *before, const ValueObject &fields, std::int64_t row);
    Task<ActionOutcome> limited(Row row);
    Task<bool> finishBatch();

    std::int64_t m_rows = 0; ///< Of the open transaction.
};

Result<void> ImportedRows::inTransaction(const std::function<Result<void>(Database &)> &work)
{
    openSession(importLimit);
    m_rows = 0;
    SYNCLINE_CHECK(waitFor(m_session->executor(), m_core.begin(chain())));
    Result<void> done = work(*m_core.writer());
    const Result<void> ended = waitFor(m_session->executor(), m_core.end(done.ok()));
    if (!done)
        return done;
    SYNCLINE_CHECK(ended);
    waitFor(m_session->executor(), finishBatch());
    return {};
}

/** Success effects have the time that their actions have. */
Task<bool> ImportedRows::finishBatch()
{
    std::int64_t limit = 0;
    for (const char *verb : {"create", "update"}) {
        if (const auto def = action(verb))
            limit = std::max<std::int64_t>(limit, def->timeoutMs);
    }
    m_session->pushLimit(std::chrono::milliseconds(limit * std::max<std::int64_t>(1, m_rows)),
                         std::string(errc::actionTimeout));
    co_await m_core.runAfterCommit();
    m_session->popLimit();
    co_return true;
}

Task<ActionOutcome> ImportedRows::limited(Row row)
{
    const auto def = m_core.project()->findAction(row.call.action);
    const std::chrono::milliseconds limit(def ? def->transactionTimeoutMs : 1);
    m_session->pushLimit(limit, std::string(errc::transactionTimeout));
    ActionOutcome outcome =
        co_await m_scope.runner().runRow(std::move(row.call), std::move(row.asIs), chain());
    m_session->popLimit();
    co_return outcome;
}

Result<RecordRow> ImportedRows::run(const RecordRow *before, const ValueObject &fields,
                                    std::int64_t row)
{
    ++m_rows;
    ActionOutcome outcome = waitFor(m_session->executor(), limited(rowOf(before, fields, row)));
    if (outcome.success && outcome.record)
        return std::move(*outcome.record);
    Error error = outcome.errors.empty()
                      ? Error(errc::internalError, "The action %1 stored no record.",
                              {model().name + (before == nullptr ? ".create" : ".update")})
                      : std::move(outcome.errors.front());
    if (stoppedScripts(error))
        openSession(importLimit);
    return error;
}

/** The rows of a dry run or a preview. */
class TriedRows final : public ActionRows
{
public:
    TriedRows(ActionServices &services, RowCodeRequest request)
        : ActionRows(services, std::move(request)),
          m_writer(*m_request.trial, model(), m_core.origin())
    {
        m_scope.setReadOnly("a dry run keeps nothing");
        openSession(limit());
    }
    Result<void> inTransaction(const std::function<Result<void>(Database &)> &work) override
    {
        return work(*m_request.trial);
    }
    Result<RecordRow> create(const ValueObject &fields, std::int64_t row) override
    {
        SYNCLINE_CHECK(attempt(nullptr, fields, row));
        return m_writer.create(fields, true);
    }
    Result<RecordRow> update(const RecordRow &before, const ValueObject &fields,
                             std::int64_t row) override
    {
        SYNCLINE_CHECK(attempt(&before, fields, row));
        return m_writer.update(before.id, fields, true);
    }
    [[nodiscard]] std::vector<std::string> notes() const override;

private:
    [[nodiscard]] std::chrono::milliseconds limit() const
    {
        return m_request.patience.count() > 0 ? m_request.patience
                                              : std::chrono::milliseconds(importLimit);
    }
    Result<void> attempt(const RecordRow *before, const ValueObject &fields, std::int64_t row);
    Task<Result<void>> limited(Row row);

    RecordWriter m_writer;
    bool m_isLate = false; ///< The patience is at its end.
    int m_tried = 0;       ///< Rows of this session.
};

Task<Result<void>> TriedRows::limited(Row row)
{
    const auto def = m_core.project()->findAction(row.call.action);
    const std::chrono::milliseconds limit(def ? def->transactionTimeoutMs : 1);
    m_session->pushLimit(limit, std::string(errc::transactionTimeout));
    Result<void> done =
        co_await m_scope.runner().tryRow(std::move(row.call), std::move(row.asIs), chain());
    m_session->popLimit();
    co_return done;
}

Result<void> TriedRows::attempt(const RecordRow *before, const ValueObject &fields,
                                std::int64_t row)
{
    if (m_isLate)
        return {};
    if (m_tried++ == sessionRows) { // so that what scripts leave behind does not add up
        m_tried = 0;
        openSession(limit());
    }
    Result<void> done = waitFor(m_session->executor(), limited(rowOf(before, fields, row)));
    if (done || !stoppedScripts(done.error()))
        return done;
    m_isLate = m_request.patience.count() > 0;
    if (m_isLate)
        return {};
    openSession(limit());
    return done;
}

std::vector<std::string> TriedRows::notes() const
{
    std::vector<std::string> notes;
    const auto hasEffects = [this](const char *verb) {
        const auto def = action(verb);
        ActionDef plain = def ? *def : ActionDef();
        plain.preconditions.clear();
        return def && !plain.isPlain();
    };
    if (hasEffects("create") || hasEffects("update")) {
        notes.push_back("Only the preconditions and validations of " + model().name +
                        " ran: what the code of its create and update actions would change, or "
                        "refuse, is not in these numbers.");
    }
    if (m_isLate) {
        notes.emplace_back("The code of " + model().name +
                           " takes long, so the last rows were tried without it.");
    }
    return notes;
}

} // namespace

std::unique_ptr<RowCode> openRowCode(ActionServices &services, RowCodeRequest request)
{
    const ProjectPtr project = services.project();
    if (!project || !hasCode(*project, *request.model))
        return nullptr;
    if (request.trial != nullptr)
        return std::make_unique<TriedRows>(services, std::move(request));
    return std::make_unique<ImportedRows>(services, std::move(request));
}

} // namespace syncline

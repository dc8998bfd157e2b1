#include "core/action/ActionFrame.h"
#include "core/model/DependentNames.h"
#include "core/record/PageReader.h"
#include "core/record/RecordWriter.h"

// deleteRecord, and what goes with a record.

namespace syncline {

namespace {

/** Records whose dependents are dealt with, for as long as that takes. */
class Marked
{
public:
    Marked(DeletionSet &all, DeletionSet added)
        : m_all(all),
          m_added(std::move(added))
    {
        m_all.insert(m_added.begin(), m_added.end());
    }
    ~Marked()
    {
        for (const auto &key : m_added)
            m_all.erase(key);
    }
    Marked(const Marked &) = delete;
    Marked &operator=(const Marked &) = delete;

private:
    DeletionSet &m_all;
    const DeletionSet m_added;
};

} // namespace

Task<Result<void>> ActionRunner::deleteRecord(ScriptRecordPtr record)
{
    auto mine = std::dynamic_pointer_cast<ActionRecord>(record);
    if (!mine)
        co_return Error(errc::invalidActionInput, "delete_record needs a record of this run.");
    if (mine->isNew() || mine->isDeleted()) {
        co_return Error(errc::recordNotFound, "A %1 that is not stored cannot be deleted.",
                        {mine->modelName()});
    }
    const std::pair<std::string, std::int64_t> key(mine->modelName(), raw(mine->id()));
    const bool alone = !hasDependents(mine->model()) || m_deleting.contains(key);
    Result<void> done;
    if (alone) {
        done = co_await m_core.write("delete " + mine->modelName(), [&](Database &database) {
            return RecordWriter(database, mine->model(), m_core.origin()).remove(mine->id());
        });
    } else {
        done = co_await deleteWhole(*mine);
    }
    if (done) {
        m_core.changed(mine->modelName(), mine->id());
        mine->deleted();
    }
    co_return done;
}

/** With what goes with it: all or nothing. */
Task<Result<void>> ActionRunner::deleteWhole(const ActionRecord &record)
{
    Result<void> done = co_await m_core.begin("delete " + record.modelName());
    if (!done)
        co_return done;
    done = co_await deleteDependents(record);
    if (done)
        done = RecordWriter(*m_core.writer(), record.model(), m_core.origin()).remove(record.id());
    if (!done && done.error().is(errc::restart))
        co_return done; // The root undoes everything and starts again.
    Result<void> ended = co_await m_core.end(done.ok());
    if (done)
        done = std::move(ended);
    if (done && !m_core.inTransaction())
        co_await m_core.runAfterCommit();
    co_return done;
}

/** All that goes with @p record is known before the first action of it runs, so a refusal comes
 * before any effect. */
Task<Result<void>> ActionRunner::deleteDependents(const ActionRecord &record)
{
    const std::shared_ptr<const ModelDef> model = m_core.project()->findModel(record.modelName());
    Result<std::vector<DependentRecord>> planned =
        planDependents(*m_core.writer(), *m_core.project(), model, record.id(), m_deleting);
    if (!planned)
        co_return std::move(planned).error();
    DeletionSet added{{model->name, raw(record.id())}};
    for (const DependentRecord &one : planned.value())
        added.insert({one.model->name, raw(one.id)});
    const Marked marked(m_deleting, std::move(added));
    for (const DependentRecord &one : planned.value()) {
        Result<void> done = co_await deleteDependent(record, one);
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> ActionRunner::deleteDependent(const ActionRecord &record,
                                                 const DependentRecord &dependent)
{
    if (m_core.stopToken().stop_requested())
        co_return Error(errc::cancelled, "The run was cancelled.");
    const std::string id = toText(dependent.id);
    ActionCall call;
    call.action = dependent.model->name + ".delete";
    call.id = id;
    Nesting nesting = nestingAt(record, {});
    nesting.path = dependent.model->name;
    ActionOutcome outcome = co_await runNested(std::move(call), std::move(nesting));
    if (outcome.errors.empty())
        co_return Result<void>();
    Error error = std::move(outcome.errors.front());
    if (error.is(errc::restart) || error.is(errc::cancelled))
        co_return error;
    if (error.is(errc::recordNotFound)) {
        // The action of another one took it along.
        Result<std::optional<RecordRow>> still =
            findRow(*m_core.writer(), ModelTable(*dependent.model), dependent.id);
        if (still && !still.value())
            co_return Result<void>();
    }
    co_return locatedAt(dependent.model->name + " " + id + ", which goes with " +
                            record.modelName() + " " + toText(record.id()),
                        std::move(error));
}

} // namespace syncline

#pragma once

#include "core/base/Clock.h"
#include "core/engine/Asks.h"
#include "core/engine/Schemas.h"
#include "core/log/LogTypes.h"
#include "core/project/Project.h"
#include "core/record/SchemaPlan.h"
#include "core/store/BackupFolder.h"
#include "core/store/Store.h"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/** What is in force when the files and the database may differ. */
struct FollowedSchema
{
    ProjectPtr effective;            ///< The files' state with the models that the database has.
    SchemaPlan plan;                 ///< What the files ask for.
    bool pending = false;            ///< Something of it is not in force.
    std::vector<SchemaStep> waiting; ///< Which steps, in the plan's order.
};

/** What the desk asks of the engine around it; outlives it. Thread-safe. */
struct SchemaServices
{
    Store *store = nullptr;
    Project *project = nullptr;
    Asks *asks = nullptr;
    const Clock *clock = nullptr;
    Random *random = nullptr;
    std::string environment;
    std::function<Result<void>()> writable;
    std::function<void(LogEntry)> log;
    /** Under the desk's lock, so in order. */
    std::function<void(FollowedSchema)> followed;
    /** The files or the records of models changed. */
    std::function<void(const SchemaPlan &)> changed;
};

/**
 * Schemas on real parts, and the way from the files' models to the database's tables, whoever
 * changed the files. One change at a time; files and database change together by ChangeJournal.
 */
class SchemaDesk final : public Schemas
{
public:
    explicit SchemaDesk(SchemaServices services);

    QFuture<Result<SchemaPlan>> preview(ModelChange change) override;
    QFuture<Result<void>> apply(ModelChange change, Confirm confirmLoss) override;
    QFuture<Result<std::optional<SchemaChangeInfo>>> lastChange() override;
    QFuture<Result<SchemaPlan>> previewUndo() override;
    QFuture<Result<void>> undo(Confirm confirmLoss) override;

    /** Brings the database to the project's files where that loses nothing; the steps that would
     * lose something wait for applyPending(), and until then only what they change stays as it was.
     * Ends what a crash left half done first. Any thread. */
    Result<void> follow();
    /** What the files ask for. */
    Result<SchemaPlan> planPending(std::stop_token stop);
    Result<void> applyPending(Confirm confirmLoss, std::stop_token stop);

private:
    enum class Direction : std::uint8_t { Forward, Back };
    /** A change that is worked out. */
    struct Prepared
    {
        std::string id;
        FilesChange files;
        ModelList wanted;
        SchemaPlan plan;
        std::string summary;
    };

    Result<Prepared> prepare(const ModelChange &change, const std::stop_token &stop);
    Result<Prepared> prepareUndo(const std::stop_token &stop);
    Result<Project::PlannedModels> filesOfUndo(const PastChange &past, const std::string &id) const;
    Result<void> carryOut(const Prepared &change, Direction direction, std::stop_token stop);
    Result<std::filesystem::path> migrate(const Prepared &change, Direction direction,
                                          std::stop_token stop);
    Result<void> settle();
    Result<bool> isCommitted(const ChangeJournal::Entry &entry) const;
    Result<void> followLocked();
    Result<void> tidy();
    [[nodiscard]] std::string notUndoable(const PastChange &past) const;
    [[nodiscard]] std::string newId();
    void note(const std::string &text, const std::string &backup);
    /** Ends with the engine, too. */
    std::stop_token supersede();

    const SchemaServices m_services;
    const BackupFolder m_backups;
    ChangeJournal m_journal; ///< Under m_mutex.
    std::mutex m_mutex;      ///< One migration at a time.
    std::mutex m_previewMutex;
    std::stop_source m_preview;
};

} // namespace syncline

#pragma once

#include "core/base/Json.h"
#include "core/record/RecordTypes.h"
#include "core/record/RecordWriter.h"
#include "core/store/Store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/**
 * The native path for whole pages: one model of one connection in one run. Maps a page's elements
 * to columns (`FieldDef::from`), normalises, digests, compares with the digests held in memory, and
 * binds what differs to prepared multi-row statements, without building Values or Lua tables. Keeps
 * the seen set as a bitmap.
 *
 * First load of an empty model: rows go in without indexes, which finish() builds in the same run
 * (`loading` is persisted; after a crash finishLoading() ends it before anything else).
 * Relationships are stored raw (the remote's id) and resolved: a reference may arrive before its
 * target and joins when the target does.
 */
class BulkIngest
{
public:
    struct Options
    {
        std::shared_ptr<const ModelDef> model;
        std::string connection;
        RunId run = noRun;
        bool force = false;
        std::string idPath = "id";
        /** Of a localized model: the default first; empty: any, and none by default. */
        std::vector<std::string> locales = {};
    };
    /** Reads the model's ids and digests. */
    static Result<std::unique_ptr<BulkIngest>> open(Database &writer, Options options);
    virtual ~BulkIngest() = default;

    /** One document or a list. Within the caller's transaction. Bad documents are quarantined, not
     * an Error; an Error is the store's. */
    virtual Result<IngestCounts> insert(Database &writer, const json::Handle &page,
                                        DateTime now) = 0;
    /** A localized document goes in all its locales. */
    virtual Result<IngestCounts> remove(Database &writer, const std::vector<std::string> &remoteIds,
                                        DateTime now) = 0;
    /**
     * For models whose create or update action has code: nothing is written; each document is
     * normalised, compared and marked as seen. Bad documents are quarantined as by insert(). The
     * sync then runs the action of each Create and Update with `fields`, and calls adopt().
     */
    struct Planned
    {
        enum class Kind : std::uint8_t { Unchanged, Create, Update };
        Kind kind = Kind::Unchanged;
        RecordId id{}; ///< Update, Unchanged.
        std::string remoteId;
        std::string locale; ///< Empty: not localized.
        ValueObject fields; ///< Coerced, by field name; BelongsTo as the local record's id text, or
                            ///< {remoteId} until the target arrives.
        std::uint64_t ticket = 0; ///< For adopt().
    };
    virtual Result<std::vector<Planned>> plan(Database &writer, const json::Handle &page) = 0;
    /** The action stored the document as record @p id: writes connection, remote id, digest and raw
     * references beside it. */
    virtual Result<void> adopt(Database &writer, const Planned &document, RecordId id) = 0;
    /** The local records of a remote id: of a localized model one a locale. */
    virtual std::vector<RecordId> localIds(std::string_view remoteId) const = 0;
    /** A record that the model's own delete action deleted: forgets its digest; references to it
     * wait for its remote id again. */
    virtual Result<void> forget(Database &writer, std::string_view remoteId, RecordId id) = 0;
    /** The first @p limit records not seen in this run. */
    virtual std::vector<RecordId> unseen(int limit) const = 0;
    /** What was quarantined since the last call. */
    virtual std::vector<Quarantined> takeQuarantined() = 0;
    /** Warnings since the last call ("content changed under an unchanged updatedAt: record 17"),
     * unknown keys as drift. */
    virtual std::vector<std::string> takeWarnings() = 0;
    /** Makes the digests of the transaction just committed the ones to compare with; or forgets
     * them. */
    virtual void committed() = 0;
    virtual void rolledBack() = 0;
    /** Live records of this connection and model now, and those not seen in this run. */
    [[nodiscard]] virtual std::int64_t liveCount() const = 0;
    [[nodiscard]] virtual std::int64_t unseenCount() const = 0;
    /** Deletes the unseen, in batches of @p batch; returns 0 deleted when none are left. */
    virtual Result<IngestCounts> removeUnseen(Database &writer, int batch, DateTime now) = 0;
    /** The seen set, to persist with a checkpoint and to give back on resume. */
    [[nodiscard]] virtual std::string seenSet() const = 0;
    virtual Result<void> restoreSeen(std::string_view seen) = 0;
    /** Indexes of a first load, late joins. In the caller's transaction. */
    virtual Result<void> finish(Database &writer) = 0;
};

/** Ends first loads that a crash interrupted (builds their indexes). Call on opening, before
 * anything else. */
Result<void> finishLoading(Store &store,
                           const std::vector<std::shared_ptr<const ModelDef>> &models);

} // namespace syncline

#pragma once

#include "core/record/BulkIngest.h"
#include "core/record/bulk/DigestMap.h"
#include "core/record/bulk/FormerIds.h"
#include "core/record/bulk/IngestPlan.h"
#include "core/record/bulk/ReferenceLinks.h"
#include "core/record/bulk/RowWriter.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** BulkIngest on simdjson and prepared statements. */
class NativeIngest final : public BulkIngest
{
public:
    explicit NativeIngest(Options options);
    /** Reads ids, digests and links. */
    Result<void> load(Database &writer);

    Result<IngestCounts> insert(Database &writer, const json::Handle &page, DateTime now) override;
    Result<IngestCounts> remove(Database &writer, const std::vector<std::string> &remoteIds,
                                DateTime now) override;
    Result<std::vector<Planned>> plan(Database &writer, const json::Handle &page) override;
    Result<void> adopt(Database &writer, const Planned &document, RecordId id) override;
    [[nodiscard]] std::vector<RecordId> localIds(std::string_view remoteId) const override;
    Result<void> forget(Database &writer, std::string_view remoteId, RecordId id) override;
    [[nodiscard]] std::vector<RecordId> unseen(int limit) const override;
    std::vector<Quarantined> takeQuarantined() override;
    std::vector<std::string> takeWarnings() override;
    void committed() override;
    void rolledBack() override;
    [[nodiscard]] std::int64_t liveCount() const override { return m_map.liveCount(); }
    [[nodiscard]] std::int64_t unseenCount() const override { return m_map.unseenCount(); }
    Result<IngestCounts> removeUnseen(Database &writer, int batch, DateTime now) override;
    [[nodiscard]] std::string seenSet() const override { return m_map.seenSet(); }
    Result<void> restoreSeen(std::string_view seen) override;
    Result<void> finish(Database &writer) override;

private:
    /** What one call of insert() works with. */
    struct Batch
    {
        Database &writer;
        DateTime now;
        IngestCounts counts;
    };
    /** What a document is, compared with what is stored. */
    enum class Verdict : std::uint8_t { Unchanged, Older, Changed };
    /** A planned document, until its action has stored it. */
    struct Ticket
    {
        std::string remoteId;
        std::string locale;
        std::vector<Value> cells; ///< What row.cells point into.
        Value version;
        IngestRow row;
    };

    /** Records from before the documents were localized are those of the default locale. */
    Result<void> giveLocale(Database &writer);
    [[nodiscard]] std::vector<DigestMap::Slot> slotsOf(std::string_view remoteId) const;
    void know(std::string_view locale);
    Result<void> prepare(Batch &batch);
    Result<void> close(Batch &batch);
    Result<void> take(Batch &batch, const json::Handle &document);
    Result<void> takeKnown(Batch &batch, const json::Handle &document, PendingRow &row);
    Result<void> takeNew(Batch &batch, const json::Handle &document);
    Result<void> update(Batch &batch, const json::Handle &document, PendingRow &row, bool first);
    Result<Verdict> compare(Database &writer, const PendingRow &row);
    Result<bool> isOlder(Database &writer, const PendingRow &row);
    Result<void> resolve(Database &writer, PendingRow &row);
    Result<void> flush(Batch &batch);
    Result<void> insertSingly(Batch &batch, std::size_t count);
    Result<void> settleConflict(Batch &batch, std::size_t at, Error error);
    Result<void> planOne(Database &writer, const json::Handle &document,
                         std::vector<Planned> &planned);
    [[nodiscard]] ValueObject fieldsOf(const PendingRow &row) const;
    /** References to a record that is gone wait for its remote id again. */
    Result<void> unjoinAll(Database &writer, std::int64_t id);
    Result<bool> removeSlot(Database &writer, DigestMap::Slot slot, DateTime now);
    void quarantine(const json::Handle &document, std::string_view remoteId, std::string reason);
    void noteStaleVersion(std::int64_t id);
    [[nodiscard]] std::string_view key() const { return m_table.model().storageKey; }

    Options m_options;
    ModelTable m_table;
    IngestPlan m_plan;
    RowWriter m_rows;
    DigestMap m_map;
    FormerIds m_former;
    ReferenceResolver m_resolver;
    std::vector<std::string> m_locales; ///< All that records or documents have; of a model that is
                                        ///< not localized one, which is empty.
    std::vector<ReferenceLink> m_links; ///< From and to this model.
    std::vector<std::vector<std::string>>
        m_referenceTargets; ///< Storage keys, several of a union: by reference column of the plan;
                            ///< empty: not there.

    TextArena m_arena;
    std::vector<PendingRow> m_pending;
    std::vector<json::Handle> m_documents; ///< Of the pending rows.
    std::size_t m_pendingCount = 0;
    std::int64_t m_lastId = 0;
    std::int64_t m_storedLastId = 0;

    bool m_checkedEmpty = false;
    bool m_loading = false; ///< A first load, its indexes dropped.
    bool m_loadingCommitted = false;
    bool m_loadingEnds = false; ///< finish() has built them, not yet committed.

    std::deque<Ticket> m_tickets;
    std::vector<Quarantined> m_quarantined;
    std::vector<std::int64_t>
        m_staleVersions; ///< Records changed under an unchanged cache field; the first few.
    std::int64_t m_staleVersionCount = 0;
    std::int64_t m_olderCount = 0;
};

} // namespace syncline

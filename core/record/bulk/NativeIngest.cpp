#include "core/record/bulk/NativeIngest.h"

#include "core/base/TextSafe.h"
#include "core/record/RecordInput.h"
#include "core/record/bulk/FirstLoad.h"

#include <algorithm>
#include <bit>

namespace syncline {

namespace {

constexpr std::size_t maxPayload = 64 * 1000;
constexpr std::size_t namedStaleVersions = 20;

/** A version of a cache field as something that can be compared; null: it says nothing. */
Value comparableVersion(const FieldDef &field, const Value &version)
{
    if (!version.isString())
        return {};
    if (field.type == FieldType::Number) {
        auto number = json::parse(version.asString());
        return number && number->isNumber() ? std::move(number).value() : Value();
    }
    auto time = coerce(field, version, Coercion::Lenient);
    return time ? std::move(time).value() : Value();
}

bool isLess(const Value &a, const Value &b)
{
    if (a.isNumber() && b.isNumber())
        return a.isInt() && b.isInt() ? a.asInt() < b.asInt() : a.asDouble() < b.asDouble();
    if (a.isDateTime() && b.isDateTime())
        return a.asDateTime() < b.asDateTime();
    return a.isDate() && b.isDate() && a.asDate() < b.asDate();
}

} // namespace

Result<std::unique_ptr<BulkIngest>> BulkIngest::open(Database &writer, Options options)
{
    auto ingest = std::make_unique<NativeIngest>(std::move(options));
    SYNCLINE_CHECK(ingest->load(writer));
    return std::unique_ptr<BulkIngest>(std::move(ingest));
}

NativeIngest::NativeIngest(Options options)
    : m_options(std::move(options)),
      m_table(*m_options.model),
      m_plan(m_table, m_options.connection, m_options.idPath, m_options.locales),
      m_rows(m_table, m_plan, {.connection = m_options.connection, .run = m_options.run}),
      m_map(m_plan.hasVersion()),
      m_former(m_table, m_options.connection),
      m_resolver(m_options.connection),
      m_pending(RowWriter::rowsAStatement),
      m_documents(RowWriter::rowsAStatement)
{
}

Result<void> NativeIngest::load(Database &writer)
{
    SYNCLINE_TRY(auto links, referenceLinks(writer));
    m_referenceTargets.resize(m_rows.references().size());
    for (const ReferenceLink &link : links) {
        for (std::size_t i = 0; link.source == key() && i < m_referenceTargets.size(); ++i) {
            if (m_plan.fields()[m_rows.references()[i]].column->name == link.column)
                m_referenceTargets[i].push_back(link.target);
        }
        if (link.source == key() || link.target == key())
            m_links.push_back(link);
    }
    // From end to end: by the index of remote ids every row would be looked up on its own, and then
    // sorted.
    const bool isLocalized = m_options.model->source.localized;
    if (isLocalized)
        SYNCLINE_CHECK(giveLocale(writer));
    else
        m_locales = {std::string()};
    const std::string version = m_plan.hasVersion() ? ", _remote_version" : "";
    SYNCLINE_TRY(auto rows,
                 writer.prepare("SELECT id, _remote_id, _digest, _locale" + version + " FROM " +
                                m_table.name() + " WHERE +_connection = ?1 AND " +
                                (isLocalized ? "" : "+_locale = '' AND ") +
                                "+_remote_id IS NOT NULL ORDER BY id"));
    rows.bindText(1, m_options.connection);
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return {};
        if (isLocalized)
            know(rows.text(3));
        m_map.load(localizedKey(rows.text(1), rows.text(3)), rows.integer(0),
                   std::bit_cast<std::uint64_t>(rows.integer(2)),
                   m_plan.hasVersion() ? IngestPlan::versionDigestOf(rows.text(4)) : 0);
    }
}

void NativeIngest::know(std::string_view locale)
{
    if (std::ranges::find(m_locales, locale) == m_locales.end())
        m_locales.emplace_back(locale);
}

Result<void> NativeIngest::giveLocale(Database &writer)
{
    if (m_options.locales.empty())
        return {};
    SYNCLINE_TRY(auto update, writer.prepare("UPDATE OR IGNORE " + m_table.name() +
                                             " SET _locale = ?1 WHERE _connection = ?2 AND "
                                             "_locale = '' AND _remote_id IS NOT NULL"));
    update.bindText(1, m_options.locales.front()).bindText(2, m_options.connection);
    return update.run();
}

std::vector<DigestMap::Slot> NativeIngest::slotsOf(std::string_view remoteId) const
{
    std::vector<DigestMap::Slot> slots;
    for (const std::string &locale : m_locales) {
        const DigestMap::Slot slot = m_map.find(localizedKey(remoteId, locale));
        if (slot != DigestMap::none && m_map.isLive(slot))
            slots.push_back(slot);
    }
    return slots;
}

Result<IngestCounts> NativeIngest::insert(Database &writer, const json::Handle &page, DateTime now)
{
    Batch batch{.writer = writer, .now = now, .counts = {}};
    SYNCLINE_CHECK(prepare(batch));
    Result<void> done;
    if (page.kind() == Value::Kind::List) {
        page.eachItem([&](const json::Handle &document) {
            done = take(batch, document);
            return done.ok();
        });
    } else {
        done = take(batch, page);
    }
    if (done)
        done = close(batch);
    if (!done)
        return std::move(done).error();
    return batch.counts;
}

Result<void> NativeIngest::prepare(Batch &batch)
{
    m_arena.clear();
    m_pendingCount = 0;
    if (!m_checkedEmpty) {
        m_checkedEmpty = true;
        SYNCLINE_TRY(const bool loading, isLoading(batch.writer, key()));
        SYNCLINE_TRY(const bool empty, isEmptyTable(batch.writer, m_table));
        m_loading = m_loadingCommitted = loading; // an earlier run left it: go on
        if (empty && !loading) {
            SYNCLINE_CHECK(beginFirstLoad(batch.writer, m_table, m_options.run));
            m_loading = true;
        }
    }
    SYNCLINE_TRY(m_storedLastId, highestId(batch.writer, key()));
    m_lastId = m_storedLastId;
    return {};
}

Result<void> NativeIngest::close(Batch &batch)
{
    SYNCLINE_CHECK(flush(batch));
    if (m_lastId > m_storedLastId)
        return raiseHighestId(batch.writer, key(), m_lastId);
    return {};
}

Result<void> NativeIngest::take(Batch &batch, const json::Handle &document)
{
    if (document.kind() == Value::Kind::Null)
        return {};
    PendingRow &row = m_pending[m_pendingCount];
    std::string problem = m_plan.read(document, m_arena, row.row);
    row.slot = row.row.remoteId.empty()
                   ? DigestMap::none
                   : m_map.find(localizedKey(row.row.remoteId, row.row.locale));
    if (!problem.empty()) {
        ++batch.counts.failed;
        if (row.slot != DigestMap::none) // it is still there in the source: not stale
            m_map.markSeen(row.slot);
        quarantine(document, row.row.remoteId, std::move(problem));
        return {};
    }
    if (row.slot != DigestMap::none && m_map.isLive(row.slot))
        return takeKnown(batch, document, row);
    return takeNew(batch, document);
}

Result<void> NativeIngest::takeKnown(Batch &batch, const json::Handle &document, PendingRow &row)
{
    const bool first = m_map.markSeen(row.slot);
    const auto pending = std::span(m_pending).first(m_pendingCount);
    if (!first && std::ranges::find(pending, row.slot, &PendingRow::slot) != pending.end()) {
        // The same id twice in this page: the first must be stored before the second can change it.
        const std::size_t at = m_pendingCount;
        SYNCLINE_CHECK(flush(batch));
        std::swap(m_pending[0], m_pending[at]);
        return take(batch, document);
    }
    row.id = m_map.id(row.slot);
    SYNCLINE_TRY(const Verdict verdict, compare(batch.writer, row));
    if (verdict == Verdict::Changed)
        return update(batch, document, row, first);
    if (verdict == Verdict::Older)
        ++m_olderCount;
    batch.counts.unchanged += first ? 1 : 0;
    return {};
}

Result<NativeIngest::Verdict> NativeIngest::compare(Database &writer, const PendingRow &row)
{
    if (m_options.force)
        return Verdict::Changed;
    const bool sameDigest = m_map.digest(row.slot) == row.row.digest;
    const bool sameVersion = m_map.version(row.slot) == row.row.versionDigest;
    if (sameDigest && sameVersion)
        return Verdict::Unchanged;
    const bool versioned = row.row.versionDigest != 0 && m_map.version(row.slot) != 0;
    if (versioned && sameVersion && IngestPlan::sameRules(m_map.digest(row.slot), row.row.digest)) {
        noteStaleVersion(m_map.id(row.slot));
        return Verdict::Unchanged;
    }
    if (versioned && !sameVersion && m_plan.orderedVersion() != nullptr) {
        SYNCLINE_TRY(const bool older, isOlder(writer, row));
        if (older)
            return Verdict::Older;
    }
    return Verdict::Changed;
}

Result<bool> NativeIngest::isOlder(Database &writer, const PendingRow &row)
{
    SYNCLINE_TRY(const Value stored, m_rows.storedVersion(writer, m_map.id(row.slot)));
    return isLess(comparableVersion(*m_plan.orderedVersion(), row.row.version.toValue()),
                  comparableVersion(*m_plan.orderedVersion(), stored));
}

Result<void> NativeIngest::takeNew(Batch &batch, const json::Handle &document)
{
    PendingRow &row = m_pending[m_pendingCount];
    row.returns = false;
    if (m_options.model->source.idFromRemote) {
        row.id = idFromText(row.row.remoteId);
        if (row.id <= 0) {
            ++batch.counts.failed;
            quarantine(
                document, row.row.remoteId,
                "id must be a positive whole number, because this model takes its record ids "
                "from the source");
            return {};
        }
        m_lastId = std::max(m_lastId, row.id);
    } else {
        SYNCLINE_TRY(row.id, m_former.take(batch.writer, row.row.remoteId, row.row.locale));
        row.returns = row.id != 0;
        if (!row.returns)
            row.id = ++m_lastId;
    }
    know(row.row.locale);
    row.slot = m_map.add(localizedKey(row.row.remoteId, row.row.locale), row.id, row.row.digest,
                         row.row.versionDigest);
    m_map.markSeen(row.slot);
    SYNCLINE_CHECK(resolve(batch.writer, row));
    m_documents[m_pendingCount] = document;
    if (++m_pendingCount == RowWriter::rowsAStatement)
        return flush(batch);
    return {};
}

Result<void> NativeIngest::resolve(Database &writer, PendingRow &row)
{
    row.references.assign(m_rows.references().size(), 0);
    for (std::size_t i = 0; i < row.references.size(); ++i) {
        const std::size_t field = m_rows.references()[i];
        const Cell &raw = row.row.cells[field];
        if (raw.kind() != Cell::Kind::Text || m_referenceTargets[i].empty())
            continue;
        std::string target = m_referenceTargets[i].front();
        std::string_view remoteId = raw.asText();
        if (m_plan.fields()[field].column->field->type == FieldType::Union) {
            target = std::string(modelOfRaw(raw.asText()));
            remoteId = idOfRaw(raw.asText());
            if (std::ranges::find(m_referenceTargets[i], target) == m_referenceTargets[i].end())
                continue;
        }
        if (target == key()) {
            const DigestMap::Slot slot = m_map.find(localizedKey(remoteId, row.row.locale));
            row.references[i] = slot != DigestMap::none ? m_map.id(slot) : 0;
            continue;
        }
        SYNCLINE_TRY(row.references[i], m_resolver.find(writer, target, remoteId, row.row.locale));
    }
    return {};
}

Result<void> NativeIngest::update(Batch &batch, const json::Handle &document, PendingRow &row,
                                  bool first)
{
    SYNCLINE_CHECK(resolve(batch.writer, row));
    const bool stale = m_map.digest(row.slot) != row.row.digest ||
                       m_map.version(row.slot) != row.row.versionDigest;
    auto updated = m_rows.update(batch.writer, row, stale, batch.now);
    if (!updated && updated.error().is(errc::nonUniqueData)) {
        ++batch.counts.failed;
        quarantine(document, row.row.remoteId, notUnique(m_table, updated.error()).args.at(1));
        return {};
    }
    if (!updated)
        return std::move(updated).error();
    switch (*updated) {
    case RowWriter::Updated::Missing: // deleted here meanwhile; the source still has it
        m_map.remove(row.slot);
        m_former.note(row.row.remoteId, row.row.locale, row.id);
        return takeNew(batch, document);
    case RowWriter::Updated::OtherRecord:
        ++batch.counts.failed;
        quarantine(document, row.row.remoteId,
                   "id cannot be told from that of record " + std::to_string(row.id) +
                       " (their hashes are the same)");
        return {};
    case RowWriter::Updated::Changed:
    case RowWriter::Updated::Same:
        break;
    }
    m_map.set(row.slot, row.row.digest, row.row.versionDigest);
    if (first)
        ++(*updated == RowWriter::Updated::Changed ? batch.counts.updated : batch.counts.unchanged);
    return {};
}

Result<void> NativeIngest::flush(Batch &batch)
{
    const std::size_t count = std::exchange(m_pendingCount, 0);
    if (count < RowWriter::rowsAStatement)
        return insertSingly(batch, count);
    auto inserted = m_rows.insert(batch.writer, std::span(m_pending).first(count), batch.now);
    if (!inserted && inserted.error().is(errc::nonUniqueData))
        return insertSingly(batch, count);
    if (inserted)
        batch.counts.created += static_cast<std::int64_t>(count);
    return inserted;
}

Result<void> NativeIngest::insertSingly(Batch &batch, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        auto inserted = m_rows.insert(batch.writer, std::span(m_pending).subspan(i, 1), batch.now);
        if (!inserted && !inserted.error().is(errc::nonUniqueData))
            return inserted;
        if (inserted) {
            ++batch.counts.created;
            continue;
        }
        SYNCLINE_CHECK(settleConflict(batch, i, std::move(inserted).error()));
    }
    return {};
}

Result<void> NativeIngest::settleConflict(Batch &batch, std::size_t at, Error error)
{
    PendingRow &row = m_pending[at];
    const std::int64_t refused = row.id;
    m_map.remove(row.slot);
    if (error.detail.find("._remote_id") != std::string::npos) {
        // Somebody else stored this record since the ids were read.
        SYNCLINE_TRY(row.id, m_rows.idOf(batch.writer, row.row));
        m_map.add(localizedKey(row.row.remoteId, row.row.locale), row.id, 0, 0);
        SYNCLINE_CHECK(update(batch, m_documents[at], row, true));
    } else {
        ++batch.counts.failed;
        quarantine(m_documents[at], row.row.remoteId,
                   notUnique(m_table, std::move(error)).args.at(1));
    }
    for (const ReferenceLink &link : m_links) {
        if (link.source == link.target) // rows of this page may refer to the id it would have had
            SYNCLINE_CHECK(unjoin(batch.writer, link, refused));
    }
    for (std::size_t i = at + 1; i < RowWriter::rowsAStatement; ++i)
        std::ranges::replace(m_pending[i].references, refused, row.id == refused ? 0 : row.id);
    return {};
}

void NativeIngest::quarantine(const json::Handle &document, std::string_view remoteId,
                              std::string reason)
{
    std::string payload = document.toJson();
    if (payload.size() > maxPayload)
        payload = std::string(text::cut(payload, maxPayload));
    m_quarantined.push_back({.remoteId = std::string(remoteId),
                             .reason = std::move(reason),
                             .payload = std::move(payload)});
}

void NativeIngest::noteStaleVersion(std::int64_t id)
{
    ++m_staleVersionCount;
    if (m_staleVersions.size() < namedStaleVersions)
        m_staleVersions.push_back(id);
}

} // namespace syncline

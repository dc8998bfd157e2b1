// The rest of a run: planning for actions, deleting, the end.

#include "core/record/bulk/NativeIngest.h"

#include "core/record/bulk/FirstLoad.h"

#include <algorithm>
#include <unordered_map>

namespace syncline {

namespace {

/** The cell as a value that lives on its own. */
Cell ownCell(const Cell &cell, Value &keeper)
{
    if (cell.kind() != Cell::Kind::Text)
        return cell;
    keeper = cell.toValue();
    return Cell::text(keeper.asString());
}

std::string listed(const std::vector<std::int64_t> &ids, std::int64_t count)
{
    std::string text;
    for (const std::int64_t id : ids)
        text += (text.empty() ? "" : ", ") + std::to_string(id);
    if (count > static_cast<std::int64_t>(ids.size()))
        text += " and " + std::to_string(count - static_cast<std::int64_t>(ids.size())) + " more";
    return text;
}

} // namespace

Result<std::vector<BulkIngest::Planned>> NativeIngest::plan(Database &writer,
                                                            const json::Handle &page)
{
    m_arena.clear();
    std::vector<Planned> planned;
    Result<void> done;
    if (page.kind() == Value::Kind::List) {
        page.eachItem([&](const json::Handle &document) {
            done = planOne(writer, document, planned);
            return done.ok();
        });
    } else {
        done = planOne(writer, page, planned);
    }
    if (!done)
        return std::move(done).error();
    // Of one id the last document of a page counts.
    std::unordered_map<std::uint64_t, std::size_t> last;
    for (std::size_t i = 0; i < planned.size(); ++i)
        last[localizedKey(planned[i].remoteId, planned[i].locale)] = i;
    std::vector<Planned> once;
    for (std::size_t i = 0; i < planned.size(); ++i) {
        if (last[localizedKey(planned[i].remoteId, planned[i].locale)] == i)
            once.push_back(planned[i]);
    }
    return once;
}

Result<void> NativeIngest::planOne(Database &writer, const json::Handle &document,
                                   std::vector<Planned> &planned)
{
    if (document.kind() == Value::Kind::Null)
        return {};
    PendingRow row;
    std::string problem = m_plan.read(document, m_arena, row.row);
    row.slot = row.row.remoteId.empty()
                   ? DigestMap::none
                   : m_map.find(localizedKey(row.row.remoteId, row.row.locale));
    if (row.slot != DigestMap::none)
        m_map.markSeen(row.slot);
    if (!problem.empty()) {
        quarantine(document, row.row.remoteId, std::move(problem));
        return {};
    }
    Planned plan;
    plan.remoteId = std::string(row.row.remoteId);
    plan.locale = std::string(row.row.locale);
    plan.kind = Planned::Kind::Create;
    if (row.slot != DigestMap::none && m_map.isLive(row.slot)) {
        plan.id = RecordId{m_map.id(row.slot)};
        SYNCLINE_TRY(const Verdict verdict, compare(writer, row));
        m_olderCount += verdict == Verdict::Older ? 1 : 0;
        plan.kind = verdict == Verdict::Changed ? Planned::Kind::Update : Planned::Kind::Unchanged;
    }
    if (plan.kind != Planned::Kind::Unchanged) {
        SYNCLINE_CHECK(resolve(writer, row));
        plan.fields = fieldsOf(row);
        plan.ticket = m_tickets.size();
        Ticket &ticket = m_tickets.emplace_back();
        ticket.remoteId = plan.remoteId;
        ticket.cells.resize(row.row.cells.size());
        ticket.row = row.row;
        ticket.row.remoteId = ticket.remoteId;
        ticket.locale = plan.locale;
        ticket.row.locale = ticket.locale;
        ticket.row.version = ownCell(row.row.version, ticket.version);
        for (std::size_t i = 0; i < row.row.cells.size(); ++i)
            ticket.row.cells[i] = ownCell(row.row.cells[i], ticket.cells[i]);
    }
    planned.push_back(std::move(plan));
    return {};
}

namespace {

/** What has not arrived is kept by its raw id, and joins when it does. */
Value referenceOf(const FieldDef &field, const Cell &cell, std::int64_t id)
{
    if (cell.kind() != Cell::Kind::Text)
        return {};
    if (field.type != FieldType::Union)
        return id != 0 ? Value(std::to_string(id))
                       : Value(ValueObject{{"remoteId", cell.toValue()}});
    const UnionMember *member = field.findMemberByKey(modelOfRaw(cell.asText()));
    if (member == nullptr)
        return {};
    if (id != 0)
        return unionValue(member->model, std::to_string(id));
    return ValueObject{{"__typename", member->model},
                       {"remoteId", std::string(idOfRaw(cell.asText()))}};
}

} // namespace

ValueObject NativeIngest::fieldsOf(const PendingRow &row) const
{
    ValueObject fields;
    std::size_t reference = 0;
    for (std::size_t i = 0; i < row.row.cells.size(); ++i) {
        const FieldColumn &column = *m_plan.fields()[i].column;
        const Cell &cell = row.row.cells[i];
        if (!column.remote.empty()) {
            const std::int64_t id = row.references[reference++];
            fields.append(column.field->name, referenceOf(*column.field, cell, id));
        } else if (cell.kind() != Cell::Kind::Absent) {
            fields.append(column.field->name, fromRaw(column, cell.toValue()));
        }
    }
    return fields;
}

Result<void> NativeIngest::adopt(Database &writer, const Planned &document, RecordId id)
{
    if (document.ticket >= m_tickets.size() ||
        m_tickets[document.ticket].remoteId != document.remoteId)
        return Error(errc::internalError, "The document %1 was not planned in this transaction.",
                     {document.remoteId});
    PendingRow row;
    row.row = m_tickets[document.ticket].row;
    row.id = raw(id);
    SYNCLINE_CHECK(m_rows.adopt(writer, row));
    const std::uint64_t key = localizedKey(row.row.remoteId, row.row.locale);
    know(row.row.locale);
    SYNCLINE_TRY(const std::int64_t former,
                 m_former.take(writer, row.row.remoteId, row.row.locale));
    for (const ReferenceLink &link : m_links) { // an action made it anew, under another id
        if (former != 0 && link.target == this->key())
            SYNCLINE_CHECK(relink(writer, link, former, row.id));
    }
    const DigestMap::Slot slot = m_map.add(key, row.id, row.row.digest, row.row.versionDigest);
    m_map.markSeen(slot);
    return {};
}

std::vector<RecordId> NativeIngest::localIds(std::string_view remoteId) const
{
    std::vector<RecordId> ids;
    for (const DigestMap::Slot slot : slotsOf(remoteId))
        ids.push_back(RecordId{m_map.id(slot)});
    return ids;
}

Result<void> NativeIngest::forget(Database &writer, std::string_view remoteId, RecordId id)
{
    for (const DigestMap::Slot slot : slotsOf(remoteId)) {
        if (m_map.id(slot) != raw(id))
            continue;
        m_map.remove(slot);
        return unjoinAll(writer, raw(id));
    }
    return {};
}

Result<void> NativeIngest::unjoinAll(Database &writer, std::int64_t id)
{
    for (const ReferenceLink &link : m_links) {
        if (link.target == key())
            SYNCLINE_CHECK(unjoin(writer, link, id));
    }
    return {};
}

std::vector<RecordId> NativeIngest::unseen(int limit) const
{
    std::vector<RecordId> ids;
    for (const DigestMap::Slot slot : m_map.unseen(static_cast<std::size_t>(std::max(limit, 0))))
        ids.push_back(RecordId{m_map.id(slot)});
    return ids;
}

Result<bool> NativeIngest::removeSlot(Database &writer, DigestMap::Slot slot, DateTime now)
{
    const std::int64_t id = m_map.id(slot);
    SYNCLINE_TRY(const bool removed, m_rows.remove(writer, id, now));
    m_map.remove(slot);
    if (removed)
        SYNCLINE_CHECK(unjoinAll(writer, id));
    return removed;
}

Result<IngestCounts> NativeIngest::remove(Database &writer,
                                          const std::vector<std::string> &remoteIds, DateTime now)
{
    IngestCounts counts;
    for (const std::string &remoteId : remoteIds) {
        for (const std::string &locale : m_locales) { // none: that is fine
            const DigestMap::Slot slot = m_map.find(localizedKey(remoteId, locale));
            if (slot == DigestMap::none || !m_map.isLive(slot))
                continue;
            const std::int64_t id = m_map.id(slot);
            SYNCLINE_TRY(const bool removed, removeSlot(writer, slot, now));
            counts.deleted += removed ? 1 : 0;
            m_former.note(remoteId, locale, id);
        }
    }
    return counts;
}

Result<IngestCounts> NativeIngest::removeUnseen(Database &writer, int batch, DateTime now)
{
    IngestCounts counts;
    m_former.forget(); // those that go now are read with the others, should any come again
    for (const DigestMap::Slot slot : m_map.unseen(static_cast<std::size_t>(std::max(batch, 0)))) {
        SYNCLINE_TRY(const bool removed, removeSlot(writer, slot, now));
        counts.deleted += removed ? 1 : 0;
    }
    return counts;
}

std::vector<Quarantined> NativeIngest::takeQuarantined()
{
    return std::exchange(m_quarantined, {});
}

std::vector<std::string> NativeIngest::takeWarnings()
{
    std::vector<std::string> warnings;
    const std::string &model = m_options.model->name;
    std::string unknown;
    for (const std::string &path : m_plan.takeUnknown())
        unknown += (unknown.empty() ? "" : ", ") + path;
    if (!unknown.empty())
        warnings.push_back("Documents of " + model + " have keys that the model does not know: " +
                           unknown + ". They are not stored.");
    if (m_staleVersionCount > 0)
        warnings.push_back("Content changed under an unchanged " +
                           m_options.model->source.cacheField + " and was left as it was: record " +
                           listed(m_staleVersions, m_staleVersionCount) + " of " + model +
                           ". A forced sync takes it.");
    if (m_olderCount > 0)
        warnings.push_back(std::to_string(m_olderCount) + " documents of " + model +
                           " were older than what is stored (by " +
                           m_options.model->source.cacheField +
                           ") and were left out. A forced sync takes them.");
    m_staleVersions.clear();
    m_staleVersionCount = m_olderCount = 0;
    return warnings;
}

void NativeIngest::committed()
{
    m_map.commit();
    m_tickets.clear();
    if (std::exchange(m_loadingEnds, false))
        m_loading = false;
    m_loadingCommitted = m_loading;
}

void NativeIngest::rolledBack()
{
    m_map.rollback();
    m_resolver.forget();
    m_former.forget();
    m_tickets.clear();
    m_loadingEnds = false;
    if (m_loading && !m_loadingCommitted) {
        m_loading = false;
        m_checkedEmpty = false;
    }
}

Result<void> NativeIngest::restoreSeen(std::string_view seen)
{
    if (!m_map.restoreSeen(seen))
        return Error(errc::corrupt,
                     "The list of seen records of %1 cannot be read. Start the sync anew.",
                     {m_options.model->name});
    return {};
}

Result<void> NativeIngest::finish(Database &writer)
{
    if (m_loading && !m_loadingEnds) {
        SYNCLINE_CHECK(endFirstLoad(writer, m_table));
        m_loadingEnds = true;
    }
    for (const ReferenceLink &link : m_links) {
        SYNCLINE_TRY(const bool sourceLoads, isLoading(writer, link.source));
        SYNCLINE_TRY(const bool targetLoads, isLoading(writer, link.target));
        if (!sourceLoads && !targetLoads) // else the one that loads does it at its own end
            SYNCLINE_CHECK(joinLate(writer, link));
    }
    return {};
}

} // namespace syncline

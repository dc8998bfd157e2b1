#include "core/record/RecordGrid.h"

#include "core/record/GridIndex.h"
#include "core/record/PageReader.h"
#include "core/record/search/SearchIndex.h"

#include <algorithm>
#include <mutex>

namespace syncline {

namespace {

/** Tables up to this many ids are counted at once. */
constexpr std::int64_t smallTable = 10'000;
/** Rows that a page may step over when nothing nearer is known. */
constexpr std::int64_t farthestSkip = 20'000;

class AnchoredGrid final : public RecordGrid
{
public:
    AnchoredGrid(Store &store, std::shared_ptr<const ModelDef> model, RecordQuery query,
                 CompiledQuery compiled, Keyset keyset)
        : m_store(store),
          m_model(std::move(model)),
          m_table(*m_model),
          m_query(std::move(query)),
          m_keyset(std::move(keyset)),
          m_fields(m_table.pick(m_query.select)),
          m_compiled(std::make_shared<const CompiledQuery>(std::move(compiled)))
    {
    }

    Result<void> start(Database &database);
    [[nodiscard]] Count count() const override;
    Result<Page> page(std::int64_t position, int size, std::stop_token stop) override;
    Result<void> buildAnchors(std::stop_token stop,
                              const std::function<void(std::int64_t)> &progress) override;
    Result<std::optional<std::int64_t>> positionOf(RecordId id, std::stop_token stop) override;

private:
    using CompiledPtr = std::shared_ptr<const CompiledQuery>;
    /** The query as @p database answers it now: records that a full-text index proposed are asked
     * for anew when changes were brought into it. */
    Result<CompiledPtr> compiled(Database &database) const;
    [[nodiscard]] PageSource source(const CompiledPtr &compiled) const
    {
        return {m_table, *compiled, m_keyset, m_fields};
    }
    Result<Page> readFrom(Database &database, std::int64_t position, bool exact,
                          const PageStart &start, int size) const;
    Result<Page> pageOfIds(Database &database, std::int64_t position,
                           const std::vector<std::int64_t> &ids) const;
    Result<Page> estimatedPage(Database &database, std::int64_t position, int size) const;
    Result<void> buildIds(std::stop_token stop);
    Result<std::int64_t> countBefore(Database &database, const std::vector<Value> &place) const;

    Store &m_store;
    std::shared_ptr<const ModelDef> m_model;
    ModelTable m_table;
    RecordQuery m_query;
    Keyset m_keyset;
    std::vector<const FieldColumn *> m_fields;
    bool m_sorted = false; ///< No index gives this order: all ids are kept.

    mutable std::mutex m_mutex;
    mutable CompiledPtr m_compiled; ///< Guarded by m_mutex, as all below.
    GridIndex m_index;
    Count m_count;
    std::int64_t m_firstId = 0; ///< Of the whole table, for estimates.
    std::int64_t m_lastId = 0;
};

Result<AnchoredGrid::CompiledPtr> AnchoredGrid::compiled(Database &database) const
{
    CompiledPtr now;
    {
        const std::scoped_lock lock(m_mutex);
        now = m_compiled;
    }
    if (now->searchStamp == 0 || now->searchStamp == searchStamp(database, m_model->storageKey))
        return now;
    SYNCLINE_TRY(CompiledQuery anew,
                 compileQuery(*m_model, m_query.filter, m_query.sort, m_query.search, &database));
    now = std::make_shared<const CompiledQuery>(std::move(anew));
    const std::scoped_lock lock(m_mutex);
    m_compiled = now;
    return now;
}

Result<void> AnchoredGrid::start(Database &database)
{
    SYNCLINE_TRY(const CompiledPtr query, compiled(database));
    {
        // The few that a full-text index proposes are kept whole, too.
        m_sorted = query->searchStamp != 0;
        SYNCLINE_TRY(auto plan,
                     database.prepare("EXPLAIN QUERY PLAN SELECT id FROM " + m_table.name() +
                                      whereClause(query->where) + " ORDER BY " + query->orderBy));
        bindAll(plan, bindAll(plan, 1, query->parameters), query->orderParameters);
        for (;;) {
            SYNCLINE_TRY(const bool more, plan.step());
            if (!more)
                break;
            m_sorted = m_sorted || plan.text(3).find("TEMP B-TREE") != std::string_view::npos;
        }
    }
    // Two queries: SQLite answers each of min and max from the edge of the table, but not both at
    // once.
    SYNCLINE_TRY(auto first, database.prepare("SELECT min(id) FROM " + m_table.name()));
    SYNCLINE_CHECK(first.step());
    SYNCLINE_TRY(auto last, database.prepare("SELECT max(id) FROM " + m_table.name()));
    SYNCLINE_CHECK(last.step());
    m_firstId = first.integer(0);
    m_lastId = last.integer(0);
    m_count.rows = last.isNull(0) ? 0 : m_lastId - m_firstId + 1;
    m_count.exact = last.isNull(0);
    if (m_count.exact || m_count.rows > smallTable)
        return {};
    SYNCLINE_TRY(auto all, database.prepare("SELECT count(*) FROM " + m_table.name() +
                                            whereClause(query->where)));
    bindAll(all, 1, query->parameters);
    SYNCLINE_CHECK(all.step());
    m_count = {.rows = all.integer(0), .exact = true};
    return {};
}

RecordGrid::Count AnchoredGrid::count() const
{
    const std::scoped_lock lock(m_mutex);
    return m_count;
}

Result<RecordGrid::Page> AnchoredGrid::readFrom(Database &database, std::int64_t position,
                                                bool exact, const PageStart &start, int size) const
{
    SYNCLINE_TRY(const CompiledPtr query, compiled(database));
    SYNCLINE_TRY(auto rows, readPage(database, source(query), start, size));
    if (start.backwards)
        std::ranges::reverse(rows);
    Page page{.position = position, .exact = exact, .rows = {}};
    page.rows.reserve(rows.size());
    for (PlacedRow &row : rows)
        page.rows.push_back(std::move(row.row));
    return page;
}

Result<RecordGrid::Page> AnchoredGrid::page(std::int64_t position, int size, std::stop_token stop)
{
    position = std::max<std::int64_t>(position, 0);
    size = std::clamp(size, 0, 10'000);
    SYNCLINE_TRY(const auto reader, m_store.reader(std::move(stop)));
    std::vector<std::int64_t> ids;
    std::optional<GridIndex::Anchor> anchor;
    bool known = false;
    {
        const std::scoped_lock lock(m_mutex);
        known = m_index.isComplete() || position < m_index.covered();
        if (m_sorted && m_index.isComplete())
            ids = m_index.ids(position, size);
        else
            anchor = m_index.before(position);
    }
    if (m_sorted && known)
        return pageOfIds(reader.database(), position, ids);
    const std::int64_t from = anchor ? anchor->position : 0;
    if (!known && position - from > farthestSkip)
        return estimatedPage(reader.database(), position, size);
    return readFrom(
        reader.database(), position, true,
        {.place = anchor ? &anchor->place : nullptr, .inclusive = true, .skip = position - from},
        size);
}

Result<RecordGrid::Page> AnchoredGrid::estimatedPage(Database &database, std::int64_t position,
                                                     int size) const
{
    const Count rows = count();
    if (position + size >= rows.rows) { // the end can be read from behind
        return readFrom(database, std::max<std::int64_t>(0, rows.rows - size), false,
                        {.backwards = true}, size);
    }
    if (m_keyset.isById()) {
        const auto guess =
            m_keyset.keys().front().descending ? m_lastId - position : m_firstId + position;
        const std::vector<Value> place{guess};
        return readFrom(database, position, false, {.place = &place, .inclusive = true}, size);
    }
    std::optional<GridIndex::Anchor> last;
    {
        const std::scoped_lock lock(m_mutex);
        last = m_index.last();
    }
    // Nothing is known of what comes between: the farthest rows that are, marked so.
    return readFrom(database, last ? last->position : 0, false,
                    {.place = last ? &last->place : nullptr, .inclusive = true}, size);
}

Result<RecordGrid::Page> AnchoredGrid::pageOfIds(Database &database, std::int64_t position,
                                                 const std::vector<std::int64_t> &ids) const
{
    Page page{.position = position, .exact = true, .rows = {}};
    SYNCLINE_TRY(auto row, database.prepare("SELECT " + ModelTable::selectList(m_fields) +
                                            " FROM " + m_table.name() + " WHERE id = ?1"));
    for (const std::int64_t id : ids) {
        row.bind(1, id);
        SYNCLINE_TRY(const bool found, row.step());
        if (found) // else deleted since the order was made
            page.rows.push_back(ModelTable::readRow(row, m_fields));
        row.reset();
    }
    return page;
}

Result<void> AnchoredGrid::buildAnchors(std::stop_token stop,
                                        const std::function<void(std::int64_t)> &progress)
{
    if (m_sorted)
        SYNCLINE_CHECK(buildIds(stop));
    for (bool done = m_sorted; !done;) {
        std::vector<Value> place;
        std::int64_t covered = 0;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_index.isComplete())
                break;
            place = m_index.end();
            covered = m_index.covered();
        }
        SYNCLINE_TRY(const auto reader, m_store.reader(stop));
        SYNCLINE_TRY(const CompiledPtr query, compiled(reader.database()));
        SYNCLINE_TRY(auto step, scanPlaces(reader.database(), source(query), place, covered));
        const std::scoped_lock lock(m_mutex);
        done = step.atEnd;
        m_index.append(std::move(step));
        m_count.rows = std::max(m_count.rows, m_index.covered());
        covered = m_index.covered();
        if (progress)
            progress(covered);
        if (stop.stop_requested() && !done)
            return Error(errc::cancelled, "Counting the rows was cancelled.");
    }
    const std::scoped_lock lock(m_mutex);
    m_count = {.rows = m_index.covered(), .exact = true};
    if (progress)
        progress(m_count.rows);
    return {};
}

Result<void> AnchoredGrid::buildIds(std::stop_token stop)
{
    SYNCLINE_TRY(const auto reader, m_store.reader(std::move(stop)));
    SYNCLINE_TRY(const CompiledPtr query, compiled(reader.database()));
    SYNCLINE_TRY(auto rows, reader.database().prepare("SELECT id FROM " + m_table.name() +
                                                      whereClause(query->where) + " ORDER BY " +
                                                      query->orderBy));
    bindAll(rows, bindAll(rows, 1, query->parameters), query->orderParameters);
    std::vector<std::int64_t> ids;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            break;
        ids.push_back(rows.integer(0));
    }
    const std::scoped_lock lock(m_mutex);
    m_index.setIds(std::move(ids));
    return {};
}

Result<std::int64_t> AnchoredGrid::countBefore(Database &database,
                                               const std::vector<Value> &place) const
{
    SYNCLINE_TRY(const CompiledPtr query, compiled(database));
    std::int64_t before = 0;
    for (const Keyset::Segment &segment : m_keyset.after(place, true)) {
        SYNCLINE_TRY(auto rows, database.prepare("SELECT count(*) FROM " + m_table.name() +
                                                 whereClause(query->where, segment.where)));
        bindAll(rows, bindAll(rows, 1, query->parameters), segment.parameters);
        SYNCLINE_CHECK(rows.step());
        before += rows.integer(0);
    }
    return before;
}

Result<std::optional<std::int64_t>> AnchoredGrid::positionOf(RecordId id, std::stop_token stop)
{
    if (m_sorted) {
        const std::scoped_lock lock(m_mutex);
        if (m_index.isComplete())
            return m_index.positionOf(raw(id));
    }
    SYNCLINE_TRY(const auto reader, m_store.reader(std::move(stop)));
    SYNCLINE_TRY(const CompiledPtr query, compiled(reader.database()));
    SYNCLINE_TRY(auto row,
                 reader.database().prepare("SELECT " + m_keyset.columns() + " FROM " +
                                           m_table.name() + whereClause(query->where, "id = ?")));
    row.bind(bindAll(row, bindAll(row, 1, query->orderParameters), query->parameters), raw(id));
    SYNCLINE_TRY(const bool found, row.step());
    if (!found)
        return std::optional<std::int64_t>();
    const std::vector<Value> place = m_keyset.place(row, 0);
    SYNCLINE_TRY(const std::int64_t before, countBefore(reader.database(), place));
    return std::optional(before);
}

} // namespace

Result<std::shared_ptr<RecordGrid>> RecordGrid::open(Store &store,
                                                     std::shared_ptr<const ModelDef> model,
                                                     RecordQuery query, std::stop_token stop)
{
    SYNCLINE_TRY(const auto reader, store.reader(std::move(stop)));
    SYNCLINE_TRY(auto compiled,
                 compileQuery(*model, query.filter, query.sort, query.search, &reader.database()));
    SYNCLINE_TRY(auto keyset, Keyset::create(ModelTable(*model), query.sort));
    auto grid = std::make_shared<AnchoredGrid>(store, std::move(model), std::move(query),
                                               std::move(compiled), std::move(keyset));
    SYNCLINE_CHECK(grid->start(reader.database()));
    return std::shared_ptr<RecordGrid>(std::move(grid));
}

} // namespace syncline

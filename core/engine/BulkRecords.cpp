#include "core/engine/BulkRecords.h"

#include "core/record/RecordReader.h"
#include "core/record/SystemTables.h"

#include <algorithm>

namespace syncline {

namespace {

Filter compareId(FilterOp op, std::int64_t id)
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = "id";
    filter.op = op;
    filter.operand = id;
    return filter;
}

} // namespace

BulkRecords::BulkRecords(ActionServices &services, std::shared_ptr<const ModelDef> model,
                         BulkEdit edit, std::stop_token stop)
    : m_services(services),
      m_model(std::move(model)),
      m_edit(std::move(edit)),
      m_stop(std::move(stop))
{
}

Result<std::int64_t> BulkRecords::count()
{
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(m_stop));
    SYNCLINE_TRY(m_highest, highestId(reader.database(), m_model->storageKey));
    if (m_edit.ids)
        return static_cast<std::int64_t>(m_edit.ids->size());
    return RecordReader(reader.database(), *m_model).count(m_edit.filter, m_edit.search);
}

Result<std::vector<RecordRow>> BulkRecords::page(int most, std::vector<std::string> select)
{
    RecordQuery query;
    query.filter.kind = Filter::Kind::And;
    query.filter.children = {m_edit.filter, compareId(FilterOp::GreaterThan, raw(m_last)),
                             compareId(FilterOp::LessThanOrEqual, m_highest)};
    query.search = m_edit.search;
    query.sort = {{.field = "id", .descending = false}};
    query.first = most;
    query.select = std::move(select);
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(m_stop));
    SYNCLINE_TRY(RecordPage page, RecordReader(reader.database(), *m_model).page(query));
    return std::move(page.rows);
}

Result<std::vector<RecordRow>> BulkRecords::first(int most)
{
    if (!m_edit.ids)
        return page(most, {});
    std::vector<RecordRow> rows;
    SYNCLINE_TRY(Store::Reader reader, m_services.store->reader(m_stop));
    RecordReader records(reader.database(), *m_model);
    for (const RecordId id : *m_edit.ids) {
        if (rows.size() >= static_cast<std::size_t>(most))
            break;
        SYNCLINE_TRY(auto row, records.find(id));
        if (row)
            rows.push_back(std::move(*row));
    }
    return rows;
}

RecordEdit BulkRecords::editOf(RecordId id) const
{
    RecordEdit edit;
    edit.kind =
        m_edit.kind == BulkEdit::Kind::Delete ? RecordEdit::Kind::Delete : RecordEdit::Kind::Update;
    edit.model = m_edit.model;
    edit.record = id;
    edit.fields = m_edit.fields;
    return edit;
}

Result<std::vector<RecordEdit>> BulkRecords::next()
{
    std::vector<RecordEdit> edits;
    if (m_edit.ids) {
        const std::size_t end =
            std::min(m_edit.ids->size(), m_at + static_cast<std::size_t>(pageRecords));
        for (; m_at < end; ++m_at)
            edits.push_back(editOf((*m_edit.ids)[m_at]));
        return edits;
    }
    SYNCLINE_TRY(const std::vector<RecordRow> rows, page(pageRecords, {"id"}));
    for (const RecordRow &row : rows) {
        edits.push_back(editOf(row.id));
        m_last = row.id;
    }
    return edits;
}

} // namespace syncline

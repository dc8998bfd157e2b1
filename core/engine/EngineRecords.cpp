#include "core/engine/EngineImpl.h"

#include "core/record/ModelTable.h"
#include "core/record/RecordCheck.h"
#include "core/record/RecordReader.h"
#include "core/record/RecordWriter.h"

// Reads of records, for grids and everything else.

namespace syncline {

template <typename T>
QFuture<Result<T>>
EngineImpl::readModel(std::string model,
                      std::function<Result<T>(Database &, const ModelDef &)> question)
{
    return ask<T>([this, model = std::move(model),
                   question = std::move(question)](std::stop_token stop) -> Result<T> {
        SYNCLINE_TRY(const std::shared_ptr<const ModelDef> def, modelOf(model));
        SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
        return question(reader.database(), *def);
    });
}

QFuture<Result<GridInfo>> EngineImpl::openGrid(std::string model, RecordQuery query)
{
    return ask<GridInfo>([this, model = std::move(model),
                          query = std::move(query)](std::stop_token) -> Result<GridInfo> {
        SYNCLINE_TRY(std::shared_ptr<const ModelDef> def, modelOf(model));
        m_lookups->asked(model, query.filter, query.search);
        return m_grids->open(std::move(def), query);
    });
}

QFuture<Result<GridPage>> EngineImpl::gridPage(GridId grid, std::int64_t position, int size)
{
    return ask<GridPage>([this, grid, position, size](std::stop_token) {
        return m_grids->page(grid, position, size);
    });
}

void EngineImpl::closeGrid(GridId grid)
{
    m_asks.post([this, grid] { m_grids->close(grid); });
}

void EngineImpl::cancelGrid(GridId grid)
{
    m_grids->cancel(grid);
}

QFuture<Result<RecordPage>> EngineImpl::records(std::string model, RecordQuery query)
{
    return readModel<RecordPage>(std::move(model), [this, query = std::move(query)](
                                                       Database &database, const ModelDef &def) {
        m_lookups->asked(def.name, query.filter, query.search);
        return RecordReader(database, def).page(query);
    });
}

QFuture<Result<std::int64_t>> EngineImpl::count(std::string model, Filter filter,
                                                std::string search)
{
    return readModel<std::int64_t>(std::move(model),
                                   [this, filter = std::move(filter), search = std::move(search)](
                                       Database &database, const ModelDef &def) {
                                       m_lookups->asked(def.name, filter, search);
                                       return RecordReader(database, def).count(filter, search);
                                   });
}

QFuture<Result<RecordRow>> EngineImpl::record(std::string model, RecordId id)
{
    return readModel<RecordRow>(
        std::move(model), [id](Database &database, const ModelDef &def) -> Result<RecordRow> {
            SYNCLINE_TRY(std::optional<RecordRow> row, RecordReader(database, def).find(id));
            if (!row)
                return Error(errc::recordNotFound, "There is no %1 with the id %2.",
                             {def.name, toText(id)});
            return std::move(*row);
        });
}

QFuture<Result<std::vector<Delta>>> EngineImpl::history(std::string model, RecordId id)
{
    return readModel<std::vector<Delta>>(
        std::move(model),
        [id](Database &database, const ModelDef &def) { return recordHistory(database, def, id); });
}

QFuture<Result<std::vector<ModelCount>>> EngineImpl::modelCounts()
{
    return ask<std::vector<ModelCount>>(
        [this](std::stop_token stop) -> Result<std::vector<ModelCount>> {
            std::vector<ModelCount> counts;
            SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
            for (const auto &model : effective()->models) {
                SYNCLINE_TRY(const std::int64_t rows,
                             RecordReader(reader.database(), *model).count({}));
                counts.push_back({.model = model->name, .rows = rows, .exact = true});
            }
            return counts;
        });
}

namespace {

/** @p wanted without the fields for which the database has no column, or another one. */
ModelDef asStored(const ModelDef &wanted, const ModelDef &stored)
{
    ModelDef model = wanted;
    std::erase_if(model.fields, [&stored](const FieldDef &field) {
        const FieldDef *there = stored.findByStorageKey(field.storageKey);
        return field.isStored() && (there == nullptr || columnKind(*there) != columnKind(field));
    });
    return model;
}

} // namespace

QFuture<Result<RecordCheck>> EngineImpl::checkRecords(std::string model)
{
    return readModel<RecordCheck>(
        std::move(model),
        [this](Database &database, const ModelDef &stored) -> Result<RecordCheck> {
            // Not the models that the database has: what is asked is what a rule would find that
            // cannot be applied yet.
            for (const auto &wanted : m_project->current()->models) {
                if (wanted->storageKey == stored.storageKey)
                    return syncline::checkRecords(database, asStored(*wanted, stored),
                                                  m_asks.stopToken());
            }
            return syncline::checkRecords(database, stored, m_asks.stopToken());
        });
}

} // namespace syncline

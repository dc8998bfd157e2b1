#pragma once

#include "core/engine/Asks.h"
#include "core/engine/Lookups.h"
#include "core/engine/SearchKeeper.h"
#include "core/project/FiltersFile.h"
#include "core/project/Project.h"
#include "core/store/Store.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What lookups need of the engine; outlives them. */
struct LookupServices
{
    Store *store = nullptr;
    Project *project = nullptr;
    Asks *asks = nullptr;
    /** The project with the models that the database has. */
    std::function<ProjectPtr()> effective;
    std::function<Result<void>()> writable;
    /** Files were written: the project is read again. */
    std::function<void()> changed;
    std::function<void(const std::string &)> log;
};

/** Lookups on the engine's reader threads, and the full-text indexes that they use. */
class LookupDesk final : public Lookups
{
public:
    explicit LookupDesk(LookupServices services);

    QFuture<Result<std::vector<SavedFilter>>> savedFilters(std::string model) override;
    QFuture<Result<void>> saveFilter(std::string model, SavedFilter filter) override;
    QFuture<Result<void>> removeFilter(std::string model, std::string name) override;
    QFuture<Result<Facet>> facet(std::string model, RecordQuery query, std::string field,
                                 int atMost) override;
    void cancelFacets() override;
    QFuture<Result<std::vector<FoundRecord>>> findRecords(std::string text, int atMost) override;

    /** For scripts; reads the file. Any thread. */
    [[nodiscard]] Result<SavedFilter> savedFilter(std::string_view model,
                                                  std::string_view name) const;
    [[nodiscard]] SearchKeeper &keeper() { return m_keeper; }
    /** Notes a query of @p model, whose text an index could find. */
    void asked(const std::string &model, const Filter &filter, std::string_view search);

private:
    struct OnDisk
    {
        SavedFilters saved;
        std::optional<std::string> text; ///< nullopt: there is no file.
        std::optional<Problem> lost;     ///< What would be lost by writing it.
    };
    [[nodiscard]] Result<OnDisk> read(std::string_view model) const;
    Result<void> write(const std::string &model, const OnDisk &before, const SavedFilters &filters);
    [[nodiscard]] Result<std::shared_ptr<const ModelDef>> modelOf(std::string_view name) const;
    [[nodiscard]] FilterModels models() const;

    LookupServices m_services;
    SearchKeeper m_keeper;
    std::mutex m_filesMutex; ///< One change of a file at a time.
    std::mutex m_facetsMutex;
    std::stop_source m_facets; ///< Guarded by m_facetsMutex.
};

} // namespace syncline

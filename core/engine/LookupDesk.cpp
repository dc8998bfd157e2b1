#include "core/engine/LookupDesk.h"

#include "core/base/TextSafe.h"
#include "core/record/FacetReader.h"
#include "core/record/RecordFinder.h"
#include "core/record/RecordReader.h"

#include <algorithm>

namespace syncline {

LookupDesk::LookupDesk(LookupServices services)
    : m_services(std::move(services)),
      m_keeper(
          {.store = m_services.store,
           .model =
               [this](std::string_view name) { return m_services.effective()->findModel(name); },
           .log = m_services.log})
{
}

Result<std::shared_ptr<const ModelDef>> LookupDesk::modelOf(std::string_view name) const
{
    std::shared_ptr<const ModelDef> model = m_services.effective()->findModel(name);
    if (!model)
        return Error(errc::notFound, "There is no model \"%1\" in this project.",
                     {std::string(name)});
    return model;
}

FilterModels LookupDesk::models() const
{
    return [project = m_services.effective()](std::string_view name) {
        return project->findModel(name);
    };
}

Result<LookupDesk::OnDisk> LookupDesk::read(std::string_view model) const
{
    OnDisk disk;
    const std::string path = filtersPath(model);
    Result<std::string> text = m_services.project->readFile(path);
    if (!text && text.error().is(errc::notFound))
        return disk;
    if (!text)
        return std::move(text).error();
    disk.text = std::move(text).value();
    std::vector<Problem> problems;
    JsonFile file(path, *disk.text, problems);
    disk.saved = readFilters(file);
    const auto lost = std::ranges::find_if(problems, &Problem::leftOut);
    const bool broken = file.value().isNull();
    if (lost != problems.end())
        disk.lost = *lost;
    else if (broken && !problems.empty())
        disk.lost = problems.front();
    return disk;
}

Result<void> LookupDesk::write(const std::string &model, const OnDisk &before,
                               const SavedFilters &filters)
{
    const std::string path = filtersPath(model);
    if (before.lost) {
        return Error(errc::problems,
                     "%1 cannot be changed, because something in it would be lost: %2 Mend that "
                     "first.",
                     {path + ":" + std::to_string(before.lost->line), before.lost->message});
    }
    SYNCLINE_CHECK(m_services.project->replaceFile(path, before.text, writeFilters(filters)));
    m_services.changed();
    return {};
}

QFuture<Result<std::vector<SavedFilter>>> LookupDesk::savedFilters(std::string model)
{
    return m_services.asks->ask<std::vector<SavedFilter>>(
        [this, model = std::move(model)](std::stop_token) -> Result<std::vector<SavedFilter>> {
            SYNCLINE_CHECK(modelOf(model));
            SYNCLINE_TRY(OnDisk disk, read(model));
            std::ranges::sort(disk.saved.filters, {}, &SavedFilter::name);
            return std::move(disk.saved.filters);
        });
}

Result<SavedFilter> LookupDesk::savedFilter(std::string_view model, std::string_view name) const
{
    SYNCLINE_TRY(const OnDisk disk, read(model));
    if (const SavedFilter *found = disk.saved.find(name))
        return *found;
    std::string known;
    for (const SavedFilter &filter : disk.saved.filters)
        known += (known.empty() ? "" : ", ") + filter.name;
    return Error(errc::notFound, "%1 has no saved filter \"%2\"%3",
                 {std::string(model), text::displayLine(name, 80),
                  known.empty() ? "." : "; it has " + known + "."});
}

QFuture<Result<void>> LookupDesk::saveFilter(std::string model, SavedFilter filter)
{
    return m_services.asks->ask<void>([this, model = std::move(model), filter = std::move(filter)](
                                          std::stop_token) mutable -> Result<void> {
        SYNCLINE_CHECK(m_services.writable());
        SYNCLINE_TRY(const auto def, modelOf(model));
        SYNCLINE_CHECK(checkFilterName(filter.name));
        SYNCLINE_CHECK(parseFilter(filter.filter, *def, models()));
        SYNCLINE_CHECK(parseSort(filter.sort, *def));
        if (!text::isUtf8(filter.search))
            return Error(errc::invalidInput, "The text to search for is not UTF-8.");
        const std::lock_guard lock(m_filesMutex);
        SYNCLINE_TRY(const OnDisk disk, read(model));
        SavedFilters filters = disk.saved;
        const auto same = std::ranges::find(filters.filters, filter.name, &SavedFilter::name);
        if (same != filters.filters.end()) {
            if (filter.extra.empty())
                filter.extra = same->extra;
            *same = std::move(filter);
        } else {
            filters.filters.push_back(std::move(filter));
        }
        return write(model, disk, filters);
    });
}

QFuture<Result<void>> LookupDesk::removeFilter(std::string model, std::string name)
{
    return m_services.asks->ask<void>([this, model = std::move(model),
                                       name = std::move(name)](std::stop_token) -> Result<void> {
        SYNCLINE_CHECK(m_services.writable());
        SYNCLINE_CHECK(modelOf(model));
        SYNCLINE_CHECK(savedFilter(model, name));
        const std::lock_guard lock(m_filesMutex);
        SYNCLINE_TRY(const OnDisk disk, read(model));
        SavedFilters filters = disk.saved;
        std::erase_if(filters.filters, [&](const SavedFilter &one) { return one.name == name; });
        return write(model, disk, filters);
    });
}

QFuture<Result<Facet>> LookupDesk::facet(std::string model, RecordQuery query, std::string field,
                                         int atMost)
{
    std::stop_token cancelled;
    {
        const std::lock_guard lock(m_facetsMutex);
        cancelled = m_facets.get_token();
    }
    return m_services.asks->ask<Facet>(
        [this, cancelled = std::move(cancelled), model = std::move(model), query = std::move(query),
         field = std::move(field), atMost](std::stop_token closing) -> Result<Facet> {
            std::stop_source stop;
            const auto request = [&stop] { stop.request_stop(); };
            const std::stop_callback byAsker(cancelled, request);
            const std::stop_callback byEngine(std::move(closing), request);
            SYNCLINE_TRY(const auto def, modelOf(model));
            SYNCLINE_TRY(const Store::Reader reader, m_services.store->reader(stop.get_token()));
            asked(model, query.filter, query.search);
            SYNCLINE_TRY(FacetCounts counts,
                         readFacet(reader.database(), *def, query, field, atMost, models()));
            Facet facet{.field = field, .entries = {}, .others = counts.others};
            for (ValueCount &entry : counts.entries)
                facet.entries.push_back({.value = std::move(entry.value),
                                         .label = std::move(entry.label),
                                         .count = entry.count});
            return facet;
        });
}

void LookupDesk::cancelFacets()
{
    const std::lock_guard lock(m_facetsMutex);
    m_facets.request_stop();
    m_facets = std::stop_source();
}

QFuture<Result<std::vector<FoundRecord>>> LookupDesk::findRecords(std::string text, int atMost)
{
    return m_services.asks->ask<std::vector<FoundRecord>>(
        [this, text = std::move(text),
         atMost](std::stop_token stop) -> Result<std::vector<FoundRecord>> {
            const ProjectPtr project = m_services.effective();
            SYNCLINE_TRY(const Store::Reader reader, m_services.store->reader(stop));
            SYNCLINE_TRY(std::vector<RecordMatch> matches,
                         findByText(reader.database(), project->models, text,
                                    static_cast<std::size_t>(std::clamp(atMost, 0, 1000))));
            std::vector<FoundRecord> found;
            for (RecordMatch &match : matches)
                found.push_back({.model = match.model->name,
                                 .record = match.record,
                                 .title = std::move(match.title),
                                 .field = std::move(match.field),
                                 .text = std::move(match.text)});
            return found;
        });
}

void LookupDesk::asked(const std::string &model, const Filter &filter, std::string_view search)
{
    if (m_services.writable() && looksForText(filter, search))
        m_keeper.searched(model);
}

} // namespace syncline

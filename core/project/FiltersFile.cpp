#include "core/project/FiltersFile.h"

#include "core/base/TextSafe.h"
#include "core/project/ProjectFormat.h"

#include <algorithm>
#include <optional>

namespace syncline {

namespace {

constexpr std::size_t longestName = 80;

std::optional<SavedFilter> readFilter(JsonFile &file, const Value &item, const std::string &pointer)
{
    if (!item.isObject()) {
        file.leaveOut("wrong_type", "A saved filter is an object; this one is left out.", pointer);
        return std::nullopt;
    }
    ObjectReader reader(file, item.asObject(), pointer);
    SavedFilter saved;
    saved.name = reader.text("name");
    if (const Result<void> fit = checkFilterName(saved.name); !fit) {
        file.leaveOut("bad_identifier", fit.error().message() + " The filter is left out.",
                      pointer);
        return std::nullopt;
    }
    saved.filter = reader.take("filter");
    saved.sort = reader.take("sort");
    saved.search = reader.text("search");
    saved.extra = reader.rest();
    return saved;
}

} // namespace

const SavedFilter *SavedFilters::find(std::string_view name) const
{
    const auto found = std::ranges::find(filters, name, &SavedFilter::name);
    return found == filters.end() ? nullptr : &*found;
}

std::string filtersPath(std::string_view model)
{
    return "models/" + std::string(model) + "/filters.json";
}

Result<void> checkFilterName(std::string_view name)
{
    const bool isPlain = text::isUtf8(name) && std::ranges::none_of(name, [](char c) {
                             return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                         });
    const bool isFit = !name.empty() && name.size() <= longestName && isPlain &&
                       name.front() != ' ' && name.back() != ' ';
    if (isFit)
        return {};
    return Error(errc::invalidInput,
                 "\"%1\" cannot name a filter: a name has 1 to 80 bytes, and no space at its ends.",
                 {text::displayLine(name, 80)});
}

SavedFilters readFilters(JsonFile &file)
{
    SavedFilters saved;
    const Value *value = file.parse();
    if (value == nullptr)
        return saved;
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");
    if (const ValueList *list = reader.list("filters")) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string pointer = ObjectReader::join("/filters", i);
            std::optional<SavedFilter> one = readFilter(file, (*list)[i], pointer);
            if (!one)
                continue;
            if (saved.find(one->name) != nullptr)
                file.leaveOut("duplicate_name",
                              "There is already a filter " + inQuotes(one->name) +
                                  " of this model; this one is left out.",
                              pointer + "/name");
            else
                saved.filters.push_back(*std::move(one));
        }
    }
    saved.extra = reader.rest();
    return saved;
}

void checkFilters(JsonFile &file, const SavedFilters &saved, const ModelDef &model,
                  const FilterModels &models)
{
    const ValueList *list = nullptr;
    if (file.value().isObject() && file.value()["filters"].isList())
        list = &file.value()["filters"].asList();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const SavedFilter *one = saved.find((*list)[i]["name"].stringOr());
        if (one == nullptr)
            continue;
        const std::string pointer = ObjectReader::join("/filters", i);
        const std::string whose = "The filter " + inQuotes(one->name) + " cannot be used. ";
        if (const auto filter = parseFilter(one->filter, model, models); !filter)
            file.error("bad_filter", whose + filter.error().message(), pointer + "/filter");
        if (const auto sort = parseSort(one->sort, model); !sort)
            file.error("bad_filter", whose + sort.error().message(), pointer + "/sort");
    }
}

std::string writeFilters(const SavedFilters &saved)
{
    std::vector<SavedFilter> filters = saved.filters;
    std::ranges::sort(filters, {}, &SavedFilter::name);
    ValueList list;
    for (const SavedFilter &one : filters) {
        ValueObject object{{"name", one.name}};
        if (!one.filter.isNull())
            object.append("filter", one.filter);
        if (!one.sort.isNull())
            object.append("sort", one.sort);
        putText(object, "search", one.search);
        putExtra(object, one.extra);
        list.push_back(std::move(object));
    }
    ValueObject object{{"format", projectFormat}};
    object.append("filters", std::move(list));
    putExtra(object, saved.extra);
    return fileText(object);
}

} // namespace syncline

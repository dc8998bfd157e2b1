#pragma once

#include "core/project/FiltersFile.h"
#include "core/project/JsonFile.h"
#include "core/project/ProjectDef.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** A definition together with the file that it was read from (nullptr: a default action). */
template <typename Def>
struct Loaded
{
    Def def;
    std::shared_ptr<JsonFile> file;
};

/** What was read, before and while it is checked as a whole. */
struct LoadedFiles
{
    std::vector<Loaded<ModelDef>> models;
    std::vector<Loaded<ActionDef>> actions;
    std::vector<Loaded<ConnectionDef>> connections;
    std::vector<Loaded<EnvironmentDef>> environments;
    std::map<std::string, Loaded<SavedFilters>> filters; ///< By the model's name.

    [[nodiscard]] const ModelDef *findModel(std::string_view name) const;
};

/** Models against each other: names, storage keys, relationships. Leaves out what cannot work. */
void checkModels(LoadedFiles &loaded);
/** Saved filters against their models. */
void checkSavedFilters(LoadedFiles &loaded);
/** Action and model names in the API, effects against their kind. Leaves out actions without a
 * place. */
void checkActions(LoadedFiles &loaded);

} // namespace syncline

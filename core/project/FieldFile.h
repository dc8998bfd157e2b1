#pragma once

#include "core/model/ModelDef.h"
#include "core/project/JsonFile.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Where fields stand: columns of a model, or members of an object field (which have no storage
 * key). */
enum class FieldPlace : std::uint8_t { Model, Object };

/**
 * The list of fields at @p key of @p owner. Fields that cannot be understood, and the second of two
 * with one name, are left out and reported. @p folder is the model's folder, which validation files
 * are relative to.
 */
std::vector<FieldDef> readFields(ObjectReader &owner, std::string_view key, FieldPlace place,
                                 const std::string &folder);

ValueList writeFields(const std::vector<FieldDef> &fields, FieldPlace place,
                      const std::string &folder);

/** "models/product" + "validations/title.lua"; "/lib/x.lua" is relative to the project. */
std::string projectPath(const std::string &folder, std::string_view file);
/** The other way: what stands in a file in @p folder. */
std::string relativePath(const std::string &folder, std::string_view file);
/** texts() turned into project paths, and back. */
std::vector<std::string> readPaths(ObjectReader &reader, std::string_view key,
                                   const std::string &folder);
void putPaths(ValueObject &object, std::string_view key, const std::vector<std::string> &paths,
              const std::string &folder);

} // namespace syncline

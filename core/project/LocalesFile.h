#pragma once

#include "core/project/JsonFile.h"

#include <string>
#include <vector>

namespace syncline {

/** The "locales" of a project or a connector's model, the default first. What is no code such as
 * "en-US", or stands twice, is left out and reported. */
std::vector<std::string> readLocales(ObjectReader &reader);

} // namespace syncline

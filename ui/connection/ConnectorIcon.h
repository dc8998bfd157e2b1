#pragma once

#include <QIcon>

#include <string>

namespace syncline::ui {

/** A connector's own icon when it names one of ours, else one that fits its kind. */
[[nodiscard]] QIcon connectorIcon(const std::string &kind, const std::string &icon);

} // namespace syncline::ui

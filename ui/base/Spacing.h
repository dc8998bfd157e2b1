#pragma once

/** The one spacing scale: multiples of 4 px (logical). Nothing else in the window spells out
 * distances. */
namespace syncline::ui::space {

inline constexpr int unit = 4;
inline constexpr int tight = unit;      ///< Between an icon and its text.
inline constexpr int small = 2 * unit;  ///< Between related controls.
inline constexpr int medium = 3 * unit; ///< Around a panel.
inline constexpr int large = 4 * unit;  ///< Around a page, between groups.
inline constexpr int huge = 8 * unit;   ///< Around an empty state.
inline constexpr int iconSize = 16;
inline constexpr int controlHeight = 28;
inline constexpr int rowHeight = 26;

} // namespace syncline::ui::space

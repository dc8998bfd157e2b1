#pragma once

namespace syncline::ui {

class RecordGridView;

/** Makes grids known to assistive programs as tables of the cells in view. Call before the first
 * grid is shown; repeating it does nothing. */
void installGridAccessibility();
/** Says that the keyboard is on another cell now. */
void announceGridCell(RecordGridView *grid);

} // namespace syncline::ui

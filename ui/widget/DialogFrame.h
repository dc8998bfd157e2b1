#pragma once

class QDialog;
class QLayout;
class QWidget;

namespace syncline::ui {

/** The parts of a dialog, from the top; the content takes the room that is left. */
struct DialogParts
{
    QLayout *heading = nullptr;
    QWidget *banner = nullptr;
    QWidget *content = nullptr; ///< From edge to edge.
    QWidget *buttons = nullptr;
};

/** Lays @p parts out in @p dialog, which takes them over. */
void layOutDialog(QDialog *dialog, const DialogParts &parts);

} // namespace syncline::ui

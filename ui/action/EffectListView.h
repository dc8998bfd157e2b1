#pragma once

#include "ui/action/EffectText.h"

#include <QListView>

namespace syncline::ui {

/** A list as high as its rows. Says what is wished by keys and by dragging; does nothing itself. */
class EffectListView final : public QListView
{
    Q_OBJECT

public:
    explicit EffectListView(QWidget *parent);

    void setModel(QAbstractItemModel *model) override;
    void select(int row);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

Q_SIGNALS:
    void openWished(int row);           ///< Enter, double click.
    void moveWished(int row, int step); ///< Alt+Up, Alt+Down: −1 or 1.
    void removeWished(int row);         ///< Delete.
    void addWished();                   ///< Insert.
    void leaveWished(int step);         ///< Up or Down beyond the end.
    /** Dropped before @p row of this list. */
    void dropped(syncline::ui::EffectPhase from, int fromRow, int row);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
};

} // namespace syncline::ui

#pragma once

#include "ui/inspector/FieldEditor.h"

class QCheckBox;
class QVBoxLayout;

namespace syncline::ui {

/** A list of roles or of an enum's values: one check for each that the model offers or the record
 * has. */
class RolesFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    RolesFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    QCheckBox *add(const std::string &key, const QString &text);
    void takeChecks();

    struct Role
    {
        std::string key;
        QCheckBox *box;
    };
    QVBoxLayout *m_layout;
    QWidget *m_boxes;
    std::vector<Role> m_roles;
};

} // namespace syncline::ui

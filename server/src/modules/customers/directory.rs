//! All customers in memory, for work that looks up thousands of them.

use std::collections::HashMap;

use sea_orm::DbErr;

use super::entity::Model;
use super::store;
use crate::ids::CustomerId;
use crate::tenancy::TenantDb;

/// All customers as they were when they were read, and as they were written down here since.
#[derive(Debug, Default)]
pub struct Directory {
    rows: HashMap<CustomerId, Model>,
    by_phone: HashMap<String, CustomerId>,
    by_name: HashMap<String, Vec<CustomerId>>,
}

impl Directory {
    /// Reads everybody, those who are gone included.
    pub async fn read(db: &TenantDb) -> Result<Self, DbErr> {
        let mut directory = Self::default();
        store::list_all(db).await?.into_iter().for_each(|row| directory.put(row));
        Ok(directory)
    }

    /// Writes somebody down as they are now.
    pub fn put(&mut self, row: Model) {
        if let Some(phone) = &row.phone {
            self.by_phone.insert(phone.clone(), row.id);
        }
        let same = self.by_name.entry(row.name.clone()).or_default();
        if !same.contains(&row.id) {
            same.push(row.id);
        }
        self.rows.insert(row.id, row);
    }

    /// A customer who is still one.
    pub fn find(&self, id: CustomerId) -> Option<&Model> {
        self.rows.get(&id).filter(|row| row.deleted_at.is_none())
    }

    /// Who has this number, deleted or not; one whose customer was merged into another is the other.
    pub fn find_by_phone(&self, phone: &str) -> Option<&Model> {
        let holder = self.rows.get(self.by_phone.get(phone)?)?;
        // They may have another number by now.
        let holder = Some(holder).filter(|holder| holder.phone.as_deref() == Some(phone))?;
        holder.merged_into_id.map_or(Some(holder), |other| self.rows.get(&other))
    }

    /// Customers of exactly this name.
    pub fn list_named(&self, name: &str) -> Vec<&Model> {
        let same = self.by_name.get(name).into_iter().flatten().filter_map(|id| self.find(*id));
        same.filter(|row| row.name == name).collect()
    }
}

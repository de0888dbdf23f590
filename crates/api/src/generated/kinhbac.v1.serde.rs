impl serde::Serialize for Alert {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.place.is_empty() {
            len += 1;
        }
        if self.event.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Alert", len)?;
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if let Some(v) = self.event.as_ref() {
            struct_ser.serialize_field("event", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Alert {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "place",
            "event",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Place,
            Event,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "place" => Ok(GeneratedField::Place),
                            "event" => Ok(GeneratedField::Event),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Alert;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Alert")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Alert, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut place__ = None;
                let mut event__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Event => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("event"));
                            }
                            event__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Alert {
                    place: place__.unwrap_or_default(),
                    event: event__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Alert", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AlertsCame {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.alerts.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.AlertsCame", len)?;
        if !self.alerts.is_empty() {
            struct_ser.serialize_field("alerts", &self.alerts)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AlertsCame {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "alerts",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Alerts,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "alerts" => Ok(GeneratedField::Alerts),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AlertsCame;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.AlertsCame")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AlertsCame, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut alerts__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Alerts => {
                            if alerts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("alerts"));
                            }
                            alerts__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(AlertsCame {
                    alerts: alerts__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.AlertsCame", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AwaitStoredRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.positions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.AwaitStoredRequest", len)?;
        if !self.positions.is_empty() {
            struct_ser.serialize_field("positions", &self.positions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AwaitStoredRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "positions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Positions,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "positions" => Ok(GeneratedField::Positions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AwaitStoredRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.AwaitStoredRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AwaitStoredRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut positions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Positions => {
                            if positions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("positions"));
                            }
                            positions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(AwaitStoredRequest {
                    positions: positions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.AwaitStoredRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for AwaitStoredResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let len = 0;
        let struct_ser = serializer.serialize_struct("kinhbac.v1.AwaitStoredResponse", len)?;
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for AwaitStoredResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                            Err(serde::de::Error::unknown_field(value, FIELDS))
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = AwaitStoredResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.AwaitStoredResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<AwaitStoredResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                while map_.next_key::<GeneratedField>()?.is_some() {
                    let _ = map_.next_value::<serde::de::IgnoredAny>()?;
                }
                Ok(AwaitStoredResponse {
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.AwaitStoredResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Boundary {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.code.is_empty() {
            len += 1;
        }
        if !self.rings.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Boundary", len)?;
        if !self.code.is_empty() {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if !self.rings.is_empty() {
            struct_ser.serialize_field("rings", &self.rings)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Boundary {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "rings",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Rings,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "rings" => Ok(GeneratedField::Rings),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Boundary;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Boundary")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Boundary, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut rings__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rings => {
                            if rings__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rings"));
                            }
                            rings__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Boundary {
                    code: code__.unwrap_or_default(),
                    rings: rings__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Boundary", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CameraCount {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.period.is_some() {
            len += 1;
        }
        if !self.vehicles.is_empty() {
            len += 1;
        }
        if self.people.is_some() {
            len += 1;
        }
        if self.average_vehicle_speed.is_some() {
            len += 1;
        }
        if self.occupancy.is_some() {
            len += 1;
        }
        if self.congested.is_some() {
            len += 1;
        }
        if !self.lane_id.is_empty() {
            len += 1;
        }
        if !self.direction.is_empty() {
            len += 1;
        }
        if self.average_crowd_speed.is_some() {
            len += 1;
        }
        if self.people_total.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CameraCount", len)?;
        if let Some(v) = self.period.as_ref() {
            struct_ser.serialize_field("period", v)?;
        }
        if !self.vehicles.is_empty() {
            struct_ser.serialize_field("vehicles", &self.vehicles)?;
        }
        if let Some(v) = self.people.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("people", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.average_vehicle_speed.as_ref() {
            struct_ser.serialize_field("averageVehicleSpeed", v)?;
        }
        if let Some(v) = self.occupancy.as_ref() {
            struct_ser.serialize_field("occupancy", v)?;
        }
        if let Some(v) = self.congested.as_ref() {
            struct_ser.serialize_field("congested", v)?;
        }
        if !self.lane_id.is_empty() {
            struct_ser.serialize_field("laneId", &self.lane_id)?;
        }
        if !self.direction.is_empty() {
            struct_ser.serialize_field("direction", &self.direction)?;
        }
        if let Some(v) = self.average_crowd_speed.as_ref() {
            struct_ser.serialize_field("averageCrowdSpeed", v)?;
        }
        if let Some(v) = self.people_total.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("peopleTotal", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CameraCount {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "period",
            "vehicles",
            "people",
            "average_vehicle_speed",
            "averageVehicleSpeed",
            "occupancy",
            "congested",
            "lane_id",
            "laneId",
            "direction",
            "average_crowd_speed",
            "averageCrowdSpeed",
            "people_total",
            "peopleTotal",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Period,
            Vehicles,
            People,
            AverageVehicleSpeed,
            Occupancy,
            Congested,
            LaneId,
            Direction,
            AverageCrowdSpeed,
            PeopleTotal,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "period" => Ok(GeneratedField::Period),
                            "vehicles" => Ok(GeneratedField::Vehicles),
                            "people" => Ok(GeneratedField::People),
                            "averageVehicleSpeed" | "average_vehicle_speed" => Ok(GeneratedField::AverageVehicleSpeed),
                            "occupancy" => Ok(GeneratedField::Occupancy),
                            "congested" => Ok(GeneratedField::Congested),
                            "laneId" | "lane_id" => Ok(GeneratedField::LaneId),
                            "direction" => Ok(GeneratedField::Direction),
                            "averageCrowdSpeed" | "average_crowd_speed" => Ok(GeneratedField::AverageCrowdSpeed),
                            "peopleTotal" | "people_total" => Ok(GeneratedField::PeopleTotal),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CameraCount;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CameraCount")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CameraCount, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut period__ = None;
                let mut vehicles__ = None;
                let mut people__ = None;
                let mut average_vehicle_speed__ = None;
                let mut occupancy__ = None;
                let mut congested__ = None;
                let mut lane_id__ = None;
                let mut direction__ = None;
                let mut average_crowd_speed__ = None;
                let mut people_total__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Period => {
                            if period__.is_some() {
                                return Err(serde::de::Error::duplicate_field("period"));
                            }
                            period__ = map_.next_value()?;
                        }
                        GeneratedField::Vehicles => {
                            if vehicles__.is_some() {
                                return Err(serde::de::Error::duplicate_field("vehicles"));
                            }
                            vehicles__ = Some(map_.next_value()?);
                        }
                        GeneratedField::People => {
                            if people__.is_some() {
                                return Err(serde::de::Error::duplicate_field("people"));
                            }
                            people__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::AverageVehicleSpeed => {
                            if average_vehicle_speed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("averageVehicleSpeed"));
                            }
                            average_vehicle_speed__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Occupancy => {
                            if occupancy__.is_some() {
                                return Err(serde::de::Error::duplicate_field("occupancy"));
                            }
                            occupancy__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Congested => {
                            if congested__.is_some() {
                                return Err(serde::de::Error::duplicate_field("congested"));
                            }
                            congested__ = map_.next_value()?;
                        }
                        GeneratedField::LaneId => {
                            if lane_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("laneId"));
                            }
                            lane_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Direction => {
                            if direction__.is_some() {
                                return Err(serde::de::Error::duplicate_field("direction"));
                            }
                            direction__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AverageCrowdSpeed => {
                            if average_crowd_speed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("averageCrowdSpeed"));
                            }
                            average_crowd_speed__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::PeopleTotal => {
                            if people_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("peopleTotal"));
                            }
                            people_total__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(CameraCount {
                    period: period__,
                    vehicles: vehicles__.unwrap_or_default(),
                    people: people__,
                    average_vehicle_speed: average_vehicle_speed__,
                    occupancy: occupancy__,
                    congested: congested__,
                    lane_id: lane_id__.unwrap_or_default(),
                    direction: direction__.unwrap_or_default(),
                    average_crowd_speed: average_crowd_speed__,
                    people_total: people_total__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CameraCount", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CameraIncident {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.incident_id.is_empty() {
            len += 1;
        }
        if self.started_at.is_some() {
            len += 1;
        }
        if !self.category.is_empty() {
            len += 1;
        }
        if !self.phase.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        if !self.severity.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CameraIncident", len)?;
        if !self.incident_id.is_empty() {
            struct_ser.serialize_field("incidentId", &self.incident_id)?;
        }
        if let Some(v) = self.started_at.as_ref() {
            struct_ser.serialize_field("startedAt", v)?;
        }
        if !self.category.is_empty() {
            struct_ser.serialize_field("category", &self.category)?;
        }
        if !self.phase.is_empty() {
            struct_ser.serialize_field("phase", &self.phase)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        if !self.severity.is_empty() {
            struct_ser.serialize_field("severity", &self.severity)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CameraIncident {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "incident_id",
            "incidentId",
            "started_at",
            "startedAt",
            "category",
            "phase",
            "description",
            "severity",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            IncidentId,
            StartedAt,
            Category,
            Phase,
            Description,
            Severity,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "incidentId" | "incident_id" => Ok(GeneratedField::IncidentId),
                            "startedAt" | "started_at" => Ok(GeneratedField::StartedAt),
                            "category" => Ok(GeneratedField::Category),
                            "phase" => Ok(GeneratedField::Phase),
                            "description" => Ok(GeneratedField::Description),
                            "severity" => Ok(GeneratedField::Severity),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CameraIncident;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CameraIncident")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CameraIncident, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut incident_id__ = None;
                let mut started_at__ = None;
                let mut category__ = None;
                let mut phase__ = None;
                let mut description__ = None;
                let mut severity__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::IncidentId => {
                            if incident_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("incidentId"));
                            }
                            incident_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::StartedAt => {
                            if started_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("startedAt"));
                            }
                            started_at__ = map_.next_value()?;
                        }
                        GeneratedField::Category => {
                            if category__.is_some() {
                                return Err(serde::de::Error::duplicate_field("category"));
                            }
                            category__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Phase => {
                            if phase__.is_some() {
                                return Err(serde::de::Error::duplicate_field("phase"));
                            }
                            phase__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Severity => {
                            if severity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("severity"));
                            }
                            severity__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CameraIncident {
                    incident_id: incident_id__.unwrap_or_default(),
                    started_at: started_at__,
                    category: category__.unwrap_or_default(),
                    phase: phase__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                    severity: severity__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CameraIncident", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CaughtUp {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.resume.is_empty() {
            len += 1;
        }
        if !self.fresh_because.is_empty() {
            len += 1;
        }
        if self.told_at.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CaughtUp", len)?;
        if !self.resume.is_empty() {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        if !self.fresh_because.is_empty() {
            struct_ser.serialize_field("freshBecause", &self.fresh_because)?;
        }
        if let Some(v) = self.told_at.as_ref() {
            struct_ser.serialize_field("toldAt", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CaughtUp {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "resume",
            "fresh_because",
            "freshBecause",
            "told_at",
            "toldAt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Resume,
            FreshBecause,
            ToldAt,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "resume" => Ok(GeneratedField::Resume),
                            "freshBecause" | "fresh_because" => Ok(GeneratedField::FreshBecause),
                            "toldAt" | "told_at" => Ok(GeneratedField::ToldAt),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CaughtUp;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CaughtUp")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CaughtUp, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut resume__ = None;
                let mut fresh_because__ = None;
                let mut told_at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                        GeneratedField::FreshBecause => {
                            if fresh_because__.is_some() {
                                return Err(serde::de::Error::duplicate_field("freshBecause"));
                            }
                            fresh_because__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ToldAt => {
                            if told_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("toldAt"));
                            }
                            told_at__ = map_.next_value()?;
                        }
                    }
                }
                Ok(CaughtUp {
                    resume: resume__.unwrap_or_default(),
                    fresh_because: fresh_because__.unwrap_or_default(),
                    told_at: told_at__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CaughtUp", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CellBatch {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.series.is_empty() {
            len += 1;
        }
        if self.mark.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CellBatch", len)?;
        if !self.series.is_empty() {
            struct_ser.serialize_field("series", &self.series)?;
        }
        if let Some(v) = self.mark.as_ref() {
            struct_ser.serialize_field("mark", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CellBatch {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "series",
            "mark",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Series,
            Mark,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "series" => Ok(GeneratedField::Series),
                            "mark" => Ok(GeneratedField::Mark),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CellBatch;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CellBatch")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CellBatch, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut series__ = None;
                let mut mark__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Series => {
                            if series__.is_some() {
                                return Err(serde::de::Error::duplicate_field("series"));
                            }
                            series__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Mark => {
                            if mark__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mark"));
                            }
                            mark__ = map_.next_value()?;
                        }
                    }
                }
                Ok(CellBatch {
                    series: series__.unwrap_or_default(),
                    mark: mark__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CellBatch", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CellMark {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.next_offsets.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CellMark", len)?;
        if !self.next_offsets.is_empty() {
            let v: std::collections::HashMap<_, _> = self.next_offsets.iter()
                .map(|(k, v)| (k, v.to_string())).collect();
            struct_ser.serialize_field("nextOffsets", &v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CellMark {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "next_offsets",
            "nextOffsets",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            NextOffsets,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "nextOffsets" | "next_offsets" => Ok(GeneratedField::NextOffsets),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CellMark;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CellMark")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CellMark, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut next_offsets__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::NextOffsets => {
                            if next_offsets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("nextOffsets"));
                            }
                            next_offsets__ = Some(
                                map_.next_value::<std::collections::HashMap<_, ::pbjson::private::NumberDeserialize<i64>>>()?
                                    .into_iter().map(|(k,v)| (k, v.0)).collect()
                            );
                        }
                    }
                }
                Ok(CellMark {
                    next_offsets: next_offsets__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CellMark", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CellState {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.resolution != 0 {
            len += 1;
        }
        if self.bucket != 0 {
            len += 1;
        }
        if self.version != 0 {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.sum != 0 {
            len += 1;
        }
        if self.min != 0 {
            len += 1;
        }
        if self.max != 0 {
            len += 1;
        }
        if self.last != 0 {
            len += 1;
        }
        if self.last_at != 0 {
            len += 1;
        }
        if self.last_offset != 0 {
            len += 1;
        }
        if self.seconds != 0 {
            len += 1;
        }
        if !self.sketch.is_empty() {
            len += 1;
        }
        if self.last_for != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CellState", len)?;
        if self.resolution != 0 {
            struct_ser.serialize_field("resolution", &self.resolution)?;
        }
        if self.bucket != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("bucket", ToString::to_string(&self.bucket).as_str())?;
        }
        if self.version != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&self.version).as_str())?;
        }
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        if self.sum != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sum", ToString::to_string(&self.sum).as_str())?;
        }
        if self.min != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("min", ToString::to_string(&self.min).as_str())?;
        }
        if self.max != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("max", ToString::to_string(&self.max).as_str())?;
        }
        if self.last != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("last", ToString::to_string(&self.last).as_str())?;
        }
        if self.last_at != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lastAt", ToString::to_string(&self.last_at).as_str())?;
        }
        if self.last_offset != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("lastOffset", ToString::to_string(&self.last_offset).as_str())?;
        }
        if self.seconds != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("seconds", ToString::to_string(&self.seconds).as_str())?;
        }
        if !self.sketch.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sketch", pbjson::private::base64::encode(&self.sketch).as_str())?;
        }
        if self.last_for != 0 {
            struct_ser.serialize_field("lastFor", &self.last_for)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CellState {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "resolution",
            "bucket",
            "version",
            "count",
            "sum",
            "min",
            "max",
            "last",
            "last_at",
            "lastAt",
            "last_offset",
            "lastOffset",
            "seconds",
            "sketch",
            "last_for",
            "lastFor",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Resolution,
            Bucket,
            Version,
            Count,
            Sum,
            Min,
            Max,
            Last,
            LastAt,
            LastOffset,
            Seconds,
            Sketch,
            LastFor,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "resolution" => Ok(GeneratedField::Resolution),
                            "bucket" => Ok(GeneratedField::Bucket),
                            "version" => Ok(GeneratedField::Version),
                            "count" => Ok(GeneratedField::Count),
                            "sum" => Ok(GeneratedField::Sum),
                            "min" => Ok(GeneratedField::Min),
                            "max" => Ok(GeneratedField::Max),
                            "last" => Ok(GeneratedField::Last),
                            "lastAt" | "last_at" => Ok(GeneratedField::LastAt),
                            "lastOffset" | "last_offset" => Ok(GeneratedField::LastOffset),
                            "seconds" => Ok(GeneratedField::Seconds),
                            "sketch" => Ok(GeneratedField::Sketch),
                            "lastFor" | "last_for" => Ok(GeneratedField::LastFor),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CellState;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CellState")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CellState, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut resolution__ = None;
                let mut bucket__ = None;
                let mut version__ = None;
                let mut count__ = None;
                let mut sum__ = None;
                let mut min__ = None;
                let mut max__ = None;
                let mut last__ = None;
                let mut last_at__ = None;
                let mut last_offset__ = None;
                let mut seconds__ = None;
                let mut sketch__ = None;
                let mut last_for__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Resolution => {
                            if resolution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resolution"));
                            }
                            resolution__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Bucket => {
                            if bucket__.is_some() {
                                return Err(serde::de::Error::duplicate_field("bucket"));
                            }
                            bucket__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sum => {
                            if sum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sum"));
                            }
                            sum__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Min => {
                            if min__.is_some() {
                                return Err(serde::de::Error::duplicate_field("min"));
                            }
                            min__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Max => {
                            if max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("max"));
                            }
                            max__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Last => {
                            if last__.is_some() {
                                return Err(serde::de::Error::duplicate_field("last"));
                            }
                            last__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastAt => {
                            if last_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastAt"));
                            }
                            last_at__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastOffset => {
                            if last_offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastOffset"));
                            }
                            last_offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Seconds => {
                            if seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("seconds"));
                            }
                            seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sketch => {
                            if sketch__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sketch"));
                            }
                            sketch__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::LastFor => {
                            if last_for__.is_some() {
                                return Err(serde::de::Error::duplicate_field("lastFor"));
                            }
                            last_for__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(CellState {
                    resolution: resolution__.unwrap_or_default(),
                    bucket: bucket__.unwrap_or_default(),
                    version: version__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    sum: sum__.unwrap_or_default(),
                    min: min__.unwrap_or_default(),
                    max: max__.unwrap_or_default(),
                    last: last__.unwrap_or_default(),
                    last_at: last_at__.unwrap_or_default(),
                    last_offset: last_offset__.unwrap_or_default(),
                    seconds: seconds__.unwrap_or_default(),
                    sketch: sketch__.unwrap_or_default(),
                    last_for: last_for__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CellState", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CellsChanged {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cells.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CellsChanged", len)?;
        if !self.cells.is_empty() {
            struct_ser.serialize_field("cells", &self.cells)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CellsChanged {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cells",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cells,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cells" => Ok(GeneratedField::Cells),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CellsChanged;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CellsChanged")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CellsChanged, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cells__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cells => {
                            if cells__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cells"));
                            }
                            cells__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CellsChanged {
                    cells: cells__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CellsChanged", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for CellsRemoved {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.cells.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.CellsRemoved", len)?;
        if !self.cells.is_empty() {
            struct_ser.serialize_field("cells", &self.cells)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for CellsRemoved {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cells",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cells,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cells" => Ok(GeneratedField::Cells),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = CellsRemoved;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.CellsRemoved")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<CellsRemoved, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut cells__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cells => {
                            if cells__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cells"));
                            }
                            cells__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(CellsRemoved {
                    cells: cells__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.CellsRemoved", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeadLetter {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.position.is_some() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if self.set_aside_at.is_some() {
            len += 1;
        }
        if !self.key.is_empty() {
            len += 1;
        }
        if !self.value.is_empty() {
            len += 1;
        }
        if !self.still.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.DeadLetter", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if let Some(v) = self.set_aside_at.as_ref() {
            struct_ser.serialize_field("setAsideAt", v)?;
        }
        if !self.key.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("key", pbjson::private::base64::encode(&self.key).as_str())?;
        }
        if !self.value.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("value", pbjson::private::base64::encode(&self.value).as_str())?;
        }
        if !self.still.is_empty() {
            struct_ser.serialize_field("still", &self.still)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeadLetter {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
            "reason",
            "set_aside_at",
            "setAsideAt",
            "key",
            "value",
            "still",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            Reason,
            SetAsideAt,
            Key,
            Value,
            Still,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            "reason" => Ok(GeneratedField::Reason),
                            "setAsideAt" | "set_aside_at" => Ok(GeneratedField::SetAsideAt),
                            "key" => Ok(GeneratedField::Key),
                            "value" => Ok(GeneratedField::Value),
                            "still" => Ok(GeneratedField::Still),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeadLetter;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.DeadLetter")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeadLetter, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                let mut reason__ = None;
                let mut set_aside_at__ = None;
                let mut key__ = None;
                let mut value__ = None;
                let mut still__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SetAsideAt => {
                            if set_aside_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("setAsideAt"));
                            }
                            set_aside_at__ = map_.next_value()?;
                        }
                        GeneratedField::Key => {
                            if key__.is_some() {
                                return Err(serde::de::Error::duplicate_field("key"));
                            }
                            key__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Value => {
                            if value__.is_some() {
                                return Err(serde::de::Error::duplicate_field("value"));
                            }
                            value__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Still => {
                            if still__.is_some() {
                                return Err(serde::de::Error::duplicate_field("still"));
                            }
                            still__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(DeadLetter {
                    position: position__,
                    reason: reason__.unwrap_or_default(),
                    set_aside_at: set_aside_at__,
                    key: key__.unwrap_or_default(),
                    value: value__.unwrap_or_default(),
                    still: still__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.DeadLetter", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Device {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.source.is_empty() {
            len += 1;
        }
        if !self.kind.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.site_id.is_empty() {
            len += 1;
        }
        if !self.valid_from.is_empty() {
            len += 1;
        }
        if !self.valid_to.is_empty() {
            len += 1;
        }
        if self.expected_interval_seconds != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Device", len)?;
        if !self.source.is_empty() {
            struct_ser.serialize_field("source", &self.source)?;
        }
        if !self.kind.is_empty() {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.site_id.is_empty() {
            struct_ser.serialize_field("siteId", &self.site_id)?;
        }
        if !self.valid_from.is_empty() {
            struct_ser.serialize_field("validFrom", &self.valid_from)?;
        }
        if !self.valid_to.is_empty() {
            struct_ser.serialize_field("validTo", &self.valid_to)?;
        }
        if self.expected_interval_seconds != 0 {
            struct_ser.serialize_field("expectedIntervalSeconds", &self.expected_interval_seconds)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Device {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "source",
            "kind",
            "name",
            "site_id",
            "siteId",
            "valid_from",
            "validFrom",
            "valid_to",
            "validTo",
            "expected_interval_seconds",
            "expectedIntervalSeconds",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Source,
            Kind,
            Name,
            SiteId,
            ValidFrom,
            ValidTo,
            ExpectedIntervalSeconds,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "source" => Ok(GeneratedField::Source),
                            "kind" => Ok(GeneratedField::Kind),
                            "name" => Ok(GeneratedField::Name),
                            "siteId" | "site_id" => Ok(GeneratedField::SiteId),
                            "validFrom" | "valid_from" => Ok(GeneratedField::ValidFrom),
                            "validTo" | "valid_to" => Ok(GeneratedField::ValidTo),
                            "expectedIntervalSeconds" | "expected_interval_seconds" => Ok(GeneratedField::ExpectedIntervalSeconds),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Device;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Device")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Device, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut source__ = None;
                let mut kind__ = None;
                let mut name__ = None;
                let mut site_id__ = None;
                let mut valid_from__ = None;
                let mut valid_to__ = None;
                let mut expected_interval_seconds__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Source => {
                            if source__.is_some() {
                                return Err(serde::de::Error::duplicate_field("source"));
                            }
                            source__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SiteId => {
                            if site_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("siteId"));
                            }
                            site_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidFrom => {
                            if valid_from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validFrom"));
                            }
                            valid_from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidTo => {
                            if valid_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validTo"));
                            }
                            valid_to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ExpectedIntervalSeconds => {
                            if expected_interval_seconds__.is_some() {
                                return Err(serde::de::Error::duplicate_field("expectedIntervalSeconds"));
                            }
                            expected_interval_seconds__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Device {
                    source: source__.unwrap_or_default(),
                    kind: kind__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    site_id: site_id__.unwrap_or_default(),
                    valid_from: valid_from__.unwrap_or_default(),
                    valid_to: valid_to__.unwrap_or_default(),
                    expected_interval_seconds: expected_interval_seconds__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Device", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for DeviceHealth {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.on {
            len += 1;
        }
        if self.period.is_some() {
            len += 1;
        }
        if !self.kind.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.DeviceHealth", len)?;
        if self.on {
            struct_ser.serialize_field("on", &self.on)?;
        }
        if let Some(v) = self.period.as_ref() {
            struct_ser.serialize_field("period", v)?;
        }
        if !self.kind.is_empty() {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for DeviceHealth {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "on",
            "period",
            "kind",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            On,
            Period,
            Kind,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "on" => Ok(GeneratedField::On),
                            "period" => Ok(GeneratedField::Period),
                            "kind" => Ok(GeneratedField::Kind),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = DeviceHealth;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.DeviceHealth")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<DeviceHealth, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut on__ = None;
                let mut period__ = None;
                let mut kind__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::On => {
                            if on__.is_some() {
                                return Err(serde::de::Error::duplicate_field("on"));
                            }
                            on__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Period => {
                            if period__.is_some() {
                                return Err(serde::de::Error::duplicate_field("period"));
                            }
                            period__ = map_.next_value()?;
                        }
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(DeviceHealth {
                    on: on__.unwrap_or_default(),
                    period: period__,
                    kind: kind__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.DeviceHealth", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for End {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.resume.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.End", len)?;
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.resume.is_empty() {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for End {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "reason",
            "resume",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Reason,
            Resume,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reason" => Ok(GeneratedField::Reason),
                            "resume" => Ok(GeneratedField::Resume),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = End;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.End")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<End, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut reason__ = None;
                let mut resume__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(End {
                    reason: reason__.unwrap_or_default(),
                    resume: resume__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.End", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Event {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.id.is_empty() {
            len += 1;
        }
        if !self.source.is_empty() {
            len += 1;
        }
        if self.time.is_some() {
            len += 1;
        }
        if self.sequence.is_some() {
            len += 1;
        }
        if !self.site.is_empty() {
            len += 1;
        }
        if !self.unit.is_empty() {
            len += 1;
        }
        if self.point.is_some() {
            len += 1;
        }
        if self.resolved.is_some() {
            len += 1;
        }
        if self.payload.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Event", len)?;
        if !self.id.is_empty() {
            struct_ser.serialize_field("id", &self.id)?;
        }
        if !self.source.is_empty() {
            struct_ser.serialize_field("source", &self.source)?;
        }
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if let Some(v) = self.sequence.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sequence", ToString::to_string(&v).as_str())?;
        }
        if !self.site.is_empty() {
            struct_ser.serialize_field("site", &self.site)?;
        }
        if !self.unit.is_empty() {
            struct_ser.serialize_field("unit", &self.unit)?;
        }
        if let Some(v) = self.point.as_ref() {
            struct_ser.serialize_field("point", v)?;
        }
        if let Some(v) = self.resolved.as_ref() {
            struct_ser.serialize_field("resolved", v)?;
        }
        if let Some(v) = self.payload.as_ref() {
            match v {
                event::Payload::DeviceHealth(v) => {
                    struct_ser.serialize_field("deviceHealth", v)?;
                }
                event::Payload::CameraCount(v) => {
                    struct_ser.serialize_field("cameraCount", v)?;
                }
                event::Payload::CameraIncident(v) => {
                    struct_ser.serialize_field("cameraIncident", v)?;
                }
                event::Payload::WifiUsage(v) => {
                    struct_ser.serialize_field("wifiUsage", v)?;
                }
                event::Payload::WifiSession(v) => {
                    struct_ser.serialize_field("wifiSession", v)?;
                }
                event::Payload::ReportSubmitted(v) => {
                    struct_ser.serialize_field("reportSubmitted", v)?;
                }
                event::Payload::ReportUpdated(v) => {
                    struct_ser.serialize_field("reportUpdated", v)?;
                }
                event::Payload::Indicator(v) => {
                    struct_ser.serialize_field("indicator", v)?;
                }
                event::Payload::SecurityAlert(v) => {
                    struct_ser.serialize_field("securityAlert", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Event {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "id",
            "source",
            "time",
            "sequence",
            "site",
            "unit",
            "point",
            "resolved",
            "device_health",
            "deviceHealth",
            "camera_count",
            "cameraCount",
            "camera_incident",
            "cameraIncident",
            "wifi_usage",
            "wifiUsage",
            "wifi_session",
            "wifiSession",
            "report_submitted",
            "reportSubmitted",
            "report_updated",
            "reportUpdated",
            "indicator",
            "security_alert",
            "securityAlert",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Id,
            Source,
            Time,
            Sequence,
            Site,
            Unit,
            Point,
            Resolved,
            DeviceHealth,
            CameraCount,
            CameraIncident,
            WifiUsage,
            WifiSession,
            ReportSubmitted,
            ReportUpdated,
            Indicator,
            SecurityAlert,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "id" => Ok(GeneratedField::Id),
                            "source" => Ok(GeneratedField::Source),
                            "time" => Ok(GeneratedField::Time),
                            "sequence" => Ok(GeneratedField::Sequence),
                            "site" => Ok(GeneratedField::Site),
                            "unit" => Ok(GeneratedField::Unit),
                            "point" => Ok(GeneratedField::Point),
                            "resolved" => Ok(GeneratedField::Resolved),
                            "deviceHealth" | "device_health" => Ok(GeneratedField::DeviceHealth),
                            "cameraCount" | "camera_count" => Ok(GeneratedField::CameraCount),
                            "cameraIncident" | "camera_incident" => Ok(GeneratedField::CameraIncident),
                            "wifiUsage" | "wifi_usage" => Ok(GeneratedField::WifiUsage),
                            "wifiSession" | "wifi_session" => Ok(GeneratedField::WifiSession),
                            "reportSubmitted" | "report_submitted" => Ok(GeneratedField::ReportSubmitted),
                            "reportUpdated" | "report_updated" => Ok(GeneratedField::ReportUpdated),
                            "indicator" => Ok(GeneratedField::Indicator),
                            "securityAlert" | "security_alert" => Ok(GeneratedField::SecurityAlert),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Event;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Event")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Event, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut id__ = None;
                let mut source__ = None;
                let mut time__ = None;
                let mut sequence__ = None;
                let mut site__ = None;
                let mut unit__ = None;
                let mut point__ = None;
                let mut resolved__ = None;
                let mut payload__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Id => {
                            if id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("id"));
                            }
                            id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Source => {
                            if source__.is_some() {
                                return Err(serde::de::Error::duplicate_field("source"));
                            }
                            source__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::Sequence => {
                            if sequence__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sequence"));
                            }
                            sequence__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Site => {
                            if site__.is_some() {
                                return Err(serde::de::Error::duplicate_field("site"));
                            }
                            site__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Unit => {
                            if unit__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unit"));
                            }
                            unit__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Point => {
                            if point__.is_some() {
                                return Err(serde::de::Error::duplicate_field("point"));
                            }
                            point__ = map_.next_value()?;
                        }
                        GeneratedField::Resolved => {
                            if resolved__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resolved"));
                            }
                            resolved__ = map_.next_value()?;
                        }
                        GeneratedField::DeviceHealth => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deviceHealth"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::DeviceHealth)
;
                        }
                        GeneratedField::CameraCount => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cameraCount"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::CameraCount)
;
                        }
                        GeneratedField::CameraIncident => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cameraIncident"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::CameraIncident)
;
                        }
                        GeneratedField::WifiUsage => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("wifiUsage"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::WifiUsage)
;
                        }
                        GeneratedField::WifiSession => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("wifiSession"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::WifiSession)
;
                        }
                        GeneratedField::ReportSubmitted => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reportSubmitted"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::ReportSubmitted)
;
                        }
                        GeneratedField::ReportUpdated => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reportUpdated"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::ReportUpdated)
;
                        }
                        GeneratedField::Indicator => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("indicator"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::Indicator)
;
                        }
                        GeneratedField::SecurityAlert => {
                            if payload__.is_some() {
                                return Err(serde::de::Error::duplicate_field("securityAlert"));
                            }
                            payload__ = map_.next_value::<::std::option::Option<_>>()?.map(event::Payload::SecurityAlert)
;
                        }
                    }
                }
                Ok(Event {
                    id: id__.unwrap_or_default(),
                    source: source__.unwrap_or_default(),
                    time: time__,
                    sequence: sequence__,
                    site: site__.unwrap_or_default(),
                    unit: unit__.unwrap_or_default(),
                    point: point__,
                    resolved: resolved__,
                    payload: payload__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Event", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for EventsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.place.is_empty() {
            len += 1;
        }
        if !self.from.is_empty() {
            len += 1;
        }
        if !self.to.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.EventsRequest", len)?;
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.from.is_empty() {
            struct_ser.serialize_field("from", &self.from)?;
        }
        if !self.to.is_empty() {
            struct_ser.serialize_field("to", &self.to)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for EventsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "place",
            "from",
            "to",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Place,
            From,
            To,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "place" => Ok(GeneratedField::Place),
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = EventsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.EventsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<EventsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut place__ = None;
                let mut from__ = None;
                let mut to__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(EventsRequest {
                    place: place__.unwrap_or_default(),
                    from: from__.unwrap_or_default(),
                    to: to__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.EventsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for EventsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.events.is_empty() {
            len += 1;
        }
        if self.kept_since.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.EventsResponse", len)?;
        if !self.events.is_empty() {
            struct_ser.serialize_field("events", &self.events)?;
        }
        if let Some(v) = self.kept_since.as_ref() {
            struct_ser.serialize_field("keptSince", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for EventsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "events",
            "kept_since",
            "keptSince",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Events,
            KeptSince,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "events" => Ok(GeneratedField::Events),
                            "keptSince" | "kept_since" => Ok(GeneratedField::KeptSince),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = EventsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.EventsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<EventsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut events__ = None;
                let mut kept_since__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                        GeneratedField::KeptSince => {
                            if kept_since__.is_some() {
                                return Err(serde::de::Error::duplicate_field("keptSince"));
                            }
                            kept_since__ = map_.next_value()?;
                        }
                    }
                }
                Ok(EventsResponse {
                    events: events__.unwrap_or_default(),
                    kept_since: kept_since__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.EventsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for FieldViolation {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.field.is_empty() {
            len += 1;
        }
        if !self.reason.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.FieldViolation", len)?;
        if !self.field.is_empty() {
            struct_ser.serialize_field("field", &self.field)?;
        }
        if !self.reason.is_empty() {
            struct_ser.serialize_field("reason", &self.reason)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for FieldViolation {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "field",
            "reason",
            "description",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Field,
            Reason,
            Description,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "field" => Ok(GeneratedField::Field),
                            "reason" => Ok(GeneratedField::Reason),
                            "description" => Ok(GeneratedField::Description),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = FieldViolation;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.FieldViolation")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<FieldViolation, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut field__ = None;
                let mut reason__ = None;
                let mut description__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Field => {
                            if field__.is_some() {
                                return Err(serde::de::Error::duplicate_field("field"));
                            }
                            field__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Reason => {
                            if reason__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reason"));
                            }
                            reason__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(FieldViolation {
                    field: field__.unwrap_or_default(),
                    reason: reason__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.FieldViolation", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for GeoPoint {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.latitude != 0. {
            len += 1;
        }
        if self.longitude != 0. {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.GeoPoint", len)?;
        if self.latitude != 0. {
            struct_ser.serialize_field("latitude", &self.latitude)?;
        }
        if self.longitude != 0. {
            struct_ser.serialize_field("longitude", &self.longitude)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for GeoPoint {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "latitude",
            "longitude",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Latitude,
            Longitude,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "latitude" => Ok(GeneratedField::Latitude),
                            "longitude" => Ok(GeneratedField::Longitude),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = GeoPoint;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.GeoPoint")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<GeoPoint, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut latitude__ = None;
                let mut longitude__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Latitude => {
                            if latitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("latitude"));
                            }
                            latitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Longitude => {
                            if longitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("longitude"));
                            }
                            longitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(GeoPoint {
                    latitude: latitude__.unwrap_or_default(),
                    longitude: longitude__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.GeoPoint", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ImportRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.file_name.is_empty() {
            len += 1;
        }
        if !self.content.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ImportRequest", len)?;
        if !self.file_name.is_empty() {
            struct_ser.serialize_field("fileName", &self.file_name)?;
        }
        if !self.content.is_empty() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("content", pbjson::private::base64::encode(&self.content).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ImportRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "file_name",
            "fileName",
            "content",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            FileName,
            Content,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "fileName" | "file_name" => Ok(GeneratedField::FileName),
                            "content" => Ok(GeneratedField::Content),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ImportRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ImportRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ImportRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut file_name__ = None;
                let mut content__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::FileName => {
                            if file_name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fileName"));
                            }
                            file_name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Content => {
                            if content__.is_some() {
                                return Err(serde::de::Error::duplicate_field("content"));
                            }
                            content__ = 
                                Some(map_.next_value::<::pbjson::private::BytesDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(ImportRequest {
                    file_name: file_name__.unwrap_or_default(),
                    content: content__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ImportRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ImportResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.kind.is_empty() {
            len += 1;
        }
        if self.rows != 0 {
            len += 1;
        }
        if self.changed != 0 {
            len += 1;
        }
        if self.revision != 0 {
            len += 1;
        }
        if !self.notes.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ImportResponse", len)?;
        if !self.kind.is_empty() {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        if self.rows != 0 {
            struct_ser.serialize_field("rows", &self.rows)?;
        }
        if self.changed != 0 {
            struct_ser.serialize_field("changed", &self.changed)?;
        }
        if self.revision != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&self.revision).as_str())?;
        }
        if !self.notes.is_empty() {
            struct_ser.serialize_field("notes", &self.notes)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ImportResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "rows",
            "changed",
            "revision",
            "notes",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            Rows,
            Changed,
            Revision,
            Notes,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "rows" => Ok(GeneratedField::Rows),
                            "changed" => Ok(GeneratedField::Changed),
                            "revision" => Ok(GeneratedField::Revision),
                            "notes" => Ok(GeneratedField::Notes),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ImportResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ImportResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ImportResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut rows__ = None;
                let mut changed__ = None;
                let mut revision__ = None;
                let mut notes__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Rows => {
                            if rows__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rows"));
                            }
                            rows__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Changed => {
                            if changed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("changed"));
                            }
                            changed__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Notes => {
                            if notes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notes"));
                            }
                            notes__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ImportResponse {
                    kind: kind__.unwrap_or_default(),
                    rows: rows__.unwrap_or_default(),
                    changed: changed__.unwrap_or_default(),
                    revision: revision__.unwrap_or_default(),
                    notes: notes__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ImportResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Indicator {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.code.is_empty() {
            len += 1;
        }
        if self.kpi_value.is_some() {
            len += 1;
        }
        if !self.calculation_period.is_empty() {
            len += 1;
        }
        if self.target.is_some() {
            len += 1;
        }
        if self.revision.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Indicator", len)?;
        if !self.code.is_empty() {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if let Some(v) = self.kpi_value.as_ref() {
            struct_ser.serialize_field("kpiValue", v)?;
        }
        if !self.calculation_period.is_empty() {
            struct_ser.serialize_field("calculationPeriod", &self.calculation_period)?;
        }
        if let Some(v) = self.target.as_ref() {
            struct_ser.serialize_field("target", v)?;
        }
        if let Some(v) = self.revision.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("revision", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Indicator {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "kpi_value",
            "kpiValue",
            "calculation_period",
            "calculationPeriod",
            "target",
            "revision",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            KpiValue,
            CalculationPeriod,
            Target,
            Revision,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "kpiValue" | "kpi_value" => Ok(GeneratedField::KpiValue),
                            "calculationPeriod" | "calculation_period" => Ok(GeneratedField::CalculationPeriod),
                            "target" => Ok(GeneratedField::Target),
                            "revision" => Ok(GeneratedField::Revision),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Indicator;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Indicator")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Indicator, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut kpi_value__ = None;
                let mut calculation_period__ = None;
                let mut target__ = None;
                let mut revision__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::KpiValue => {
                            if kpi_value__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kpiValue"));
                            }
                            kpi_value__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::CalculationPeriod => {
                            if calculation_period__.is_some() {
                                return Err(serde::de::Error::duplicate_field("calculationPeriod"));
                            }
                            calculation_period__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Target => {
                            if target__.is_some() {
                                return Err(serde::de::Error::duplicate_field("target"));
                            }
                            target__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Revision => {
                            if revision__.is_some() {
                                return Err(serde::de::Error::duplicate_field("revision"));
                            }
                            revision__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(Indicator {
                    code: code__.unwrap_or_default(),
                    kpi_value: kpi_value__,
                    calculation_period: calculation_period__.unwrap_or_default(),
                    target: target__,
                    revision: revision__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Indicator", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBoundariesRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.level.is_empty() {
            len += 1;
        }
        if !self.as_of.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListBoundariesRequest", len)?;
        if !self.level.is_empty() {
            struct_ser.serialize_field("level", &self.level)?;
        }
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListBoundariesRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "level",
            "as_of",
            "asOf",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Level,
            AsOf,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "level" => Ok(GeneratedField::Level),
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListBoundariesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListBoundariesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBoundariesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut level__ = None;
                let mut as_of__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListBoundariesRequest {
                    level: level__.unwrap_or_default(),
                    as_of: as_of__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListBoundariesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListBoundariesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.boundaries.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListBoundariesResponse", len)?;
        if !self.boundaries.is_empty() {
            struct_ser.serialize_field("boundaries", &self.boundaries)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListBoundariesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "boundaries",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Boundaries,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "boundaries" => Ok(GeneratedField::Boundaries),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListBoundariesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListBoundariesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListBoundariesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut boundaries__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Boundaries => {
                            if boundaries__.is_some() {
                                return Err(serde::de::Error::duplicate_field("boundaries"));
                            }
                            boundaries__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListBoundariesResponse {
                    boundaries: boundaries__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListBoundariesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDeadLettersRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.positions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListDeadLettersRequest", len)?;
        if !self.positions.is_empty() {
            struct_ser.serialize_field("positions", &self.positions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListDeadLettersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "positions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Positions,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "positions" => Ok(GeneratedField::Positions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListDeadLettersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListDeadLettersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDeadLettersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut positions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Positions => {
                            if positions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("positions"));
                            }
                            positions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListDeadLettersRequest {
                    positions: positions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListDeadLettersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDeadLettersResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.letters.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListDeadLettersResponse", len)?;
        if !self.letters.is_empty() {
            struct_ser.serialize_field("letters", &self.letters)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListDeadLettersResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "letters",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Letters,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "letters" => Ok(GeneratedField::Letters),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListDeadLettersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListDeadLettersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDeadLettersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut letters__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Letters => {
                            if letters__.is_some() {
                                return Err(serde::de::Error::duplicate_field("letters"));
                            }
                            letters__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListDeadLettersResponse {
                    letters: letters__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListDeadLettersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDevicesRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.kind.is_empty() {
            len += 1;
        }
        if !self.as_of.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListDevicesRequest", len)?;
        if !self.kind.is_empty() {
            struct_ser.serialize_field("kind", &self.kind)?;
        }
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListDevicesRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "kind",
            "as_of",
            "asOf",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Kind,
            AsOf,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "kind" => Ok(GeneratedField::Kind),
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListDevicesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListDevicesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDevicesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut kind__ = None;
                let mut as_of__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Kind => {
                            if kind__.is_some() {
                                return Err(serde::de::Error::duplicate_field("kind"));
                            }
                            kind__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListDevicesRequest {
                    kind: kind__.unwrap_or_default(),
                    as_of: as_of__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListDevicesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListDevicesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.devices.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListDevicesResponse", len)?;
        if !self.devices.is_empty() {
            struct_ser.serialize_field("devices", &self.devices)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListDevicesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "devices",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Devices,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "devices" => Ok(GeneratedField::Devices),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListDevicesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListDevicesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListDevicesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut devices__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Devices => {
                            if devices__.is_some() {
                                return Err(serde::de::Error::duplicate_field("devices"));
                            }
                            devices__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListDevicesResponse {
                    devices: devices__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListDevicesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListSitesRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.as_of.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListSitesRequest", len)?;
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListSitesRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "as_of",
            "asOf",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            AsOf,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListSitesRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListSitesRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListSitesRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut as_of__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListSitesRequest {
                    as_of: as_of__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListSitesRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListSitesResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.sites.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListSitesResponse", len)?;
        if !self.sites.is_empty() {
            struct_ser.serialize_field("sites", &self.sites)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListSitesResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "sites",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Sites,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "sites" => Ok(GeneratedField::Sites),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListSitesResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListSitesResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListSitesResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut sites__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Sites => {
                            if sites__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sites"));
                            }
                            sites__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListSitesResponse {
                    sites: sites__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListSitesResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListUnitsRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.level.is_empty() {
            len += 1;
        }
        if !self.as_of.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListUnitsRequest", len)?;
        if !self.level.is_empty() {
            struct_ser.serialize_field("level", &self.level)?;
        }
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListUnitsRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "level",
            "as_of",
            "asOf",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Level,
            AsOf,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "level" => Ok(GeneratedField::Level),
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListUnitsRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListUnitsRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListUnitsRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut level__ = None;
                let mut as_of__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListUnitsRequest {
                    level: level__.unwrap_or_default(),
                    as_of: as_of__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListUnitsRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ListUnitsResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.units.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ListUnitsResponse", len)?;
        if !self.units.is_empty() {
            struct_ser.serialize_field("units", &self.units)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ListUnitsResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "units",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Units,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "units" => Ok(GeneratedField::Units),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ListUnitsResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ListUnitsResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ListUnitsResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut units__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ListUnitsResponse {
                    units: units__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ListUnitsResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LiveCell {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.place.is_empty() {
            len += 1;
        }
        if !self.level.is_empty() {
            len += 1;
        }
        if self.time.is_some() {
            len += 1;
        }
        if !self.resolution.is_empty() {
            len += 1;
        }
        if !self.measure.is_empty() {
            len += 1;
        }
        if !self.label.is_empty() {
            len += 1;
        }
        if self.count != 0 {
            len += 1;
        }
        if self.sum != 0. {
            len += 1;
        }
        if self.min.is_some() {
            len += 1;
        }
        if self.max.is_some() {
            len += 1;
        }
        if self.last.is_some() {
            len += 1;
        }
        if self.mean.is_some() {
            len += 1;
        }
        if self.version.is_some() {
            len += 1;
        }
        if self.closed {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.LiveCell", len)?;
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.level.is_empty() {
            struct_ser.serialize_field("level", &self.level)?;
        }
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if !self.resolution.is_empty() {
            struct_ser.serialize_field("resolution", &self.resolution)?;
        }
        if !self.measure.is_empty() {
            struct_ser.serialize_field("measure", &self.measure)?;
        }
        if !self.label.is_empty() {
            struct_ser.serialize_field("label", &self.label)?;
        }
        if self.count != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&self.count).as_str())?;
        }
        if self.sum != 0. {
            struct_ser.serialize_field("sum", &self.sum)?;
        }
        if let Some(v) = self.min.as_ref() {
            struct_ser.serialize_field("min", v)?;
        }
        if let Some(v) = self.max.as_ref() {
            struct_ser.serialize_field("max", v)?;
        }
        if let Some(v) = self.last.as_ref() {
            struct_ser.serialize_field("last", v)?;
        }
        if let Some(v) = self.mean.as_ref() {
            struct_ser.serialize_field("mean", v)?;
        }
        if let Some(v) = self.version.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("version", ToString::to_string(&v).as_str())?;
        }
        if self.closed {
            struct_ser.serialize_field("closed", &self.closed)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LiveCell {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "place",
            "level",
            "time",
            "resolution",
            "measure",
            "label",
            "count",
            "sum",
            "min",
            "max",
            "last",
            "mean",
            "version",
            "closed",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Place,
            Level,
            Time,
            Resolution,
            Measure,
            Label,
            Count,
            Sum,
            Min,
            Max,
            Last,
            Mean,
            Version,
            Closed,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "place" => Ok(GeneratedField::Place),
                            "level" => Ok(GeneratedField::Level),
                            "time" => Ok(GeneratedField::Time),
                            "resolution" => Ok(GeneratedField::Resolution),
                            "measure" => Ok(GeneratedField::Measure),
                            "label" => Ok(GeneratedField::Label),
                            "count" => Ok(GeneratedField::Count),
                            "sum" => Ok(GeneratedField::Sum),
                            "min" => Ok(GeneratedField::Min),
                            "max" => Ok(GeneratedField::Max),
                            "last" => Ok(GeneratedField::Last),
                            "mean" => Ok(GeneratedField::Mean),
                            "version" => Ok(GeneratedField::Version),
                            "closed" => Ok(GeneratedField::Closed),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LiveCell;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.LiveCell")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LiveCell, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut place__ = None;
                let mut level__ = None;
                let mut time__ = None;
                let mut resolution__ = None;
                let mut measure__ = None;
                let mut label__ = None;
                let mut count__ = None;
                let mut sum__ = None;
                let mut min__ = None;
                let mut max__ = None;
                let mut last__ = None;
                let mut mean__ = None;
                let mut version__ = None;
                let mut closed__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::Resolution => {
                            if resolution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resolution"));
                            }
                            resolution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Measure => {
                            if measure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("measure"));
                            }
                            measure__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Label => {
                            if label__.is_some() {
                                return Err(serde::de::Error::duplicate_field("label"));
                            }
                            label__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Sum => {
                            if sum__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sum"));
                            }
                            sum__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Min => {
                            if min__.is_some() {
                                return Err(serde::de::Error::duplicate_field("min"));
                            }
                            min__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Max => {
                            if max__.is_some() {
                                return Err(serde::de::Error::duplicate_field("max"));
                            }
                            max__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Last => {
                            if last__.is_some() {
                                return Err(serde::de::Error::duplicate_field("last"));
                            }
                            last__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Mean => {
                            if mean__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mean"));
                            }
                            mean__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Version => {
                            if version__.is_some() {
                                return Err(serde::de::Error::duplicate_field("version"));
                            }
                            version__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Closed => {
                            if closed__.is_some() {
                                return Err(serde::de::Error::duplicate_field("closed"));
                            }
                            closed__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(LiveCell {
                    place: place__.unwrap_or_default(),
                    level: level__.unwrap_or_default(),
                    time: time__,
                    resolution: resolution__.unwrap_or_default(),
                    measure: measure__.unwrap_or_default(),
                    label: label__.unwrap_or_default(),
                    count: count__.unwrap_or_default(),
                    sum: sum__.unwrap_or_default(),
                    min: min__,
                    max: max__,
                    last: last__,
                    mean: mean__,
                    version: version__,
                    closed: closed__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.LiveCell", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for LoggedEvent {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.position.is_some() {
            len += 1;
        }
        if self.appended_at.is_some() {
            len += 1;
        }
        if !self.site.is_empty() {
            len += 1;
        }
        if !self.not_counted.is_empty() {
            len += 1;
        }
        if self.event.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.LoggedEvent", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if let Some(v) = self.appended_at.as_ref() {
            struct_ser.serialize_field("appendedAt", v)?;
        }
        if !self.site.is_empty() {
            struct_ser.serialize_field("site", &self.site)?;
        }
        if !self.not_counted.is_empty() {
            struct_ser.serialize_field("notCounted", &self.not_counted)?;
        }
        if let Some(v) = self.event.as_ref() {
            struct_ser.serialize_field("event", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for LoggedEvent {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
            "appended_at",
            "appendedAt",
            "site",
            "not_counted",
            "notCounted",
            "event",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            AppendedAt,
            Site,
            NotCounted,
            Event,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            "appendedAt" | "appended_at" => Ok(GeneratedField::AppendedAt),
                            "site" => Ok(GeneratedField::Site),
                            "notCounted" | "not_counted" => Ok(GeneratedField::NotCounted),
                            "event" => Ok(GeneratedField::Event),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = LoggedEvent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.LoggedEvent")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<LoggedEvent, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                let mut appended_at__ = None;
                let mut site__ = None;
                let mut not_counted__ = None;
                let mut event__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::AppendedAt => {
                            if appended_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("appendedAt"));
                            }
                            appended_at__ = map_.next_value()?;
                        }
                        GeneratedField::Site => {
                            if site__.is_some() {
                                return Err(serde::de::Error::duplicate_field("site"));
                            }
                            site__ = Some(map_.next_value()?);
                        }
                        GeneratedField::NotCounted => {
                            if not_counted__.is_some() {
                                return Err(serde::de::Error::duplicate_field("notCounted"));
                            }
                            not_counted__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Event => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("event"));
                            }
                            event__ = map_.next_value()?;
                        }
                    }
                }
                Ok(LoggedEvent {
                    position: position__,
                    appended_at: appended_at__,
                    site: site__.unwrap_or_default(),
                    not_counted: not_counted__.unwrap_or_default(),
                    event: event__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.LoggedEvent", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Mark {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.resume.is_empty() {
            len += 1;
        }
        if self.told_at.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Mark", len)?;
        if !self.resume.is_empty() {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        if let Some(v) = self.told_at.as_ref() {
            struct_ser.serialize_field("toldAt", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Mark {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "resume",
            "told_at",
            "toldAt",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Resume,
            ToldAt,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "resume" => Ok(GeneratedField::Resume),
                            "toldAt" | "told_at" => Ok(GeneratedField::ToldAt),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Mark;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Mark")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Mark, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut resume__ = None;
                let mut told_at__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ToldAt => {
                            if told_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("toldAt"));
                            }
                            told_at__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Mark {
                    resume: resume__.unwrap_or_default(),
                    told_at: told_at__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Mark", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Outcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "OUTCOME_UNSPECIFIED",
            Self::Accepted => "OUTCOME_ACCEPTED",
            Self::Duplicate => "OUTCOME_DUPLICATE",
            Self::Rejected => "OUTCOME_REJECTED",
            Self::Unavailable => "OUTCOME_UNAVAILABLE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for Outcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "OUTCOME_UNSPECIFIED",
            "OUTCOME_ACCEPTED",
            "OUTCOME_DUPLICATE",
            "OUTCOME_REJECTED",
            "OUTCOME_UNAVAILABLE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = Outcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "OUTCOME_UNSPECIFIED" => Ok(Outcome::Unspecified),
                    "OUTCOME_ACCEPTED" => Ok(Outcome::Accepted),
                    "OUTCOME_DUPLICATE" => Ok(Outcome::Duplicate),
                    "OUTCOME_REJECTED" => Ok(Outcome::Rejected),
                    "OUTCOME_UNAVAILABLE" => Ok(Outcome::Unavailable),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for Position {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.stream.is_empty() {
            len += 1;
        }
        if self.partition != 0 {
            len += 1;
        }
        if self.offset != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Position", len)?;
        if !self.stream.is_empty() {
            struct_ser.serialize_field("stream", &self.stream)?;
        }
        if self.partition != 0 {
            struct_ser.serialize_field("partition", &self.partition)?;
        }
        if self.offset != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("offset", ToString::to_string(&self.offset).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Position {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "stream",
            "partition",
            "offset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Stream,
            Partition,
            Offset,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "stream" => Ok(GeneratedField::Stream),
                            "partition" => Ok(GeneratedField::Partition),
                            "offset" => Ok(GeneratedField::Offset),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Position")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Position, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut stream__ = None;
                let mut partition__ = None;
                let mut offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Stream => {
                            if stream__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stream"));
                            }
                            stream__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Partition => {
                            if partition__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partition"));
                            }
                            partition__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(Position {
                    stream: stream__.unwrap_or_default(),
                    partition: partition__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Position", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PublishRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.events.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.PublishRequest", len)?;
        if !self.events.is_empty() {
            struct_ser.serialize_field("events", &self.events)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PublishRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "events",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Events,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "events" => Ok(GeneratedField::Events),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PublishRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.PublishRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PublishRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut events__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PublishRequest {
                    events: events__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.PublishRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PublishResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.results.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.PublishResponse", len)?;
        if !self.results.is_empty() {
            struct_ser.serialize_field("results", &self.results)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PublishResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "results",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Results,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "results" => Ok(GeneratedField::Results),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PublishResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.PublishResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PublishResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut results__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Results => {
                            if results__.is_some() {
                                return Err(serde::de::Error::duplicate_field("results"));
                            }
                            results__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PublishResponse {
                    results: results__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.PublishResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PublishResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.outcome != 0 {
            len += 1;
        }
        if self.position.is_some() {
            len += 1;
        }
        if !self.violations.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.PublishResult", len)?;
        if self.outcome != 0 {
            let v = Outcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if !self.violations.is_empty() {
            struct_ser.serialize_field("violations", &self.violations)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PublishResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "outcome",
            "position",
            "violations",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Outcome,
            Position,
            Violations,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "outcome" => Ok(GeneratedField::Outcome),
                            "position" => Ok(GeneratedField::Position),
                            "violations" => Ok(GeneratedField::Violations),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PublishResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.PublishResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PublishResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut outcome__ = None;
                let mut position__ = None;
                let mut violations__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<Outcome>()? as i32);
                        }
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Violations => {
                            if violations__.is_some() {
                                return Err(serde::de::Error::duplicate_field("violations"));
                            }
                            violations__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PublishResult {
                    outcome: outcome__.unwrap_or_default(),
                    position: position__,
                    violations: violations__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.PublishResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PublishStreamRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.events.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.PublishStreamRequest", len)?;
        if !self.events.is_empty() {
            struct_ser.serialize_field("events", &self.events)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PublishStreamRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "events",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Events,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "events" => Ok(GeneratedField::Events),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PublishStreamRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.PublishStreamRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PublishStreamRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut events__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Events => {
                            if events__.is_some() {
                                return Err(serde::de::Error::duplicate_field("events"));
                            }
                            events__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PublishStreamRequest {
                    events: events__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.PublishStreamRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for PublishStreamResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.first != 0 {
            len += 1;
        }
        if !self.results.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.PublishStreamResponse", len)?;
        if self.first != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("first", ToString::to_string(&self.first).as_str())?;
        }
        if !self.results.is_empty() {
            struct_ser.serialize_field("results", &self.results)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for PublishStreamResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "first",
            "results",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            First,
            Results,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "first" => Ok(GeneratedField::First),
                            "results" => Ok(GeneratedField::Results),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = PublishStreamResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.PublishStreamResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<PublishStreamResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut first__ = None;
                let mut results__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::First => {
                            if first__.is_some() {
                                return Err(serde::de::Error::duplicate_field("first"));
                            }
                            first__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Results => {
                            if results__.is_some() {
                                return Err(serde::de::Error::duplicate_field("results"));
                            }
                            results__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(PublishStreamResponse {
                    first: first__.unwrap_or_default(),
                    results: results__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.PublishStreamResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for QueryRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.measure.is_empty() {
            len += 1;
        }
        if !self.label.is_empty() {
            len += 1;
        }
        if !self.from.is_empty() {
            len += 1;
        }
        if !self.to.is_empty() {
            len += 1;
        }
        if !self.step.is_empty() {
            len += 1;
        }
        if !self.by.is_empty() {
            len += 1;
        }
        if !self.place.is_empty() {
            len += 1;
        }
        if !self.stat.is_empty() {
            len += 1;
        }
        if !self.as_of.is_empty() {
            len += 1;
        }
        if !self.fill.is_empty() {
            len += 1;
        }
        if self.coverage {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.QueryRequest", len)?;
        if !self.measure.is_empty() {
            struct_ser.serialize_field("measure", &self.measure)?;
        }
        if !self.label.is_empty() {
            struct_ser.serialize_field("label", &self.label)?;
        }
        if !self.from.is_empty() {
            struct_ser.serialize_field("from", &self.from)?;
        }
        if !self.to.is_empty() {
            struct_ser.serialize_field("to", &self.to)?;
        }
        if !self.step.is_empty() {
            struct_ser.serialize_field("step", &self.step)?;
        }
        if !self.by.is_empty() {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.stat.is_empty() {
            struct_ser.serialize_field("stat", &self.stat)?;
        }
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        if !self.fill.is_empty() {
            struct_ser.serialize_field("fill", &self.fill)?;
        }
        if self.coverage {
            struct_ser.serialize_field("coverage", &self.coverage)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueryRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "measure",
            "label",
            "from",
            "to",
            "step",
            "by",
            "place",
            "stat",
            "as_of",
            "asOf",
            "fill",
            "coverage",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Measure,
            Label,
            From,
            To,
            Step,
            By,
            Place,
            Stat,
            AsOf,
            Fill,
            Coverage,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "measure" => Ok(GeneratedField::Measure),
                            "label" => Ok(GeneratedField::Label),
                            "from" => Ok(GeneratedField::From),
                            "to" => Ok(GeneratedField::To),
                            "step" => Ok(GeneratedField::Step),
                            "by" => Ok(GeneratedField::By),
                            "place" => Ok(GeneratedField::Place),
                            "stat" => Ok(GeneratedField::Stat),
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            "fill" => Ok(GeneratedField::Fill),
                            "coverage" => Ok(GeneratedField::Coverage),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueryRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.QueryRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueryRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut measure__ = None;
                let mut label__ = None;
                let mut from__ = None;
                let mut to__ = None;
                let mut step__ = None;
                let mut by__ = None;
                let mut place__ = None;
                let mut stat__ = None;
                let mut as_of__ = None;
                let mut fill__ = None;
                let mut coverage__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Measure => {
                            if measure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("measure"));
                            }
                            measure__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Label => {
                            if label__.is_some() {
                                return Err(serde::de::Error::duplicate_field("label"));
                            }
                            label__ = Some(map_.next_value()?);
                        }
                        GeneratedField::From => {
                            if from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("from"));
                            }
                            from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::To => {
                            if to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("to"));
                            }
                            to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Step => {
                            if step__.is_some() {
                                return Err(serde::de::Error::duplicate_field("step"));
                            }
                            step__ = Some(map_.next_value()?);
                        }
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Stat => {
                            if stat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stat"));
                            }
                            stat__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Fill => {
                            if fill__.is_some() {
                                return Err(serde::de::Error::duplicate_field("fill"));
                            }
                            fill__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Coverage => {
                            if coverage__.is_some() {
                                return Err(serde::de::Error::duplicate_field("coverage"));
                            }
                            coverage__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(QueryRequest {
                    measure: measure__.unwrap_or_default(),
                    label: label__.unwrap_or_default(),
                    from: from__.unwrap_or_default(),
                    to: to__.unwrap_or_default(),
                    step: step__.unwrap_or_default(),
                    by: by__.unwrap_or_default(),
                    place: place__.unwrap_or_default(),
                    stat: stat__.unwrap_or_default(),
                    as_of: as_of__.unwrap_or_default(),
                    fill: fill__.unwrap_or_default(),
                    coverage: coverage__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.QueryRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for QueryResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.rows.is_empty() {
            len += 1;
        }
        if !self.unassigned.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.QueryResponse", len)?;
        if !self.rows.is_empty() {
            struct_ser.serialize_field("rows", &self.rows)?;
        }
        if !self.unassigned.is_empty() {
            struct_ser.serialize_field("unassigned", &self.unassigned)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for QueryResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "rows",
            "unassigned",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Rows,
            Unassigned,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "rows" => Ok(GeneratedField::Rows),
                            "unassigned" => Ok(GeneratedField::Unassigned),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = QueryResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.QueryResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<QueryResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut rows__ = None;
                let mut unassigned__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Rows => {
                            if rows__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rows"));
                            }
                            rows__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Unassigned => {
                            if unassigned__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unassigned"));
                            }
                            unassigned__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(QueryResponse {
                    rows: rows__.unwrap_or_default(),
                    unassigned: unassigned__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.QueryResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for RecordPosition {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.topic.is_empty() {
            len += 1;
        }
        if self.partition != 0 {
            len += 1;
        }
        if self.offset != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.RecordPosition", len)?;
        if !self.topic.is_empty() {
            struct_ser.serialize_field("topic", &self.topic)?;
        }
        if self.partition != 0 {
            struct_ser.serialize_field("partition", &self.partition)?;
        }
        if self.offset != 0 {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("offset", ToString::to_string(&self.offset).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for RecordPosition {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "topic",
            "partition",
            "offset",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Topic,
            Partition,
            Offset,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "topic" => Ok(GeneratedField::Topic),
                            "partition" => Ok(GeneratedField::Partition),
                            "offset" => Ok(GeneratedField::Offset),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = RecordPosition;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.RecordPosition")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<RecordPosition, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut topic__ = None;
                let mut partition__ = None;
                let mut offset__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Topic => {
                            if topic__.is_some() {
                                return Err(serde::de::Error::duplicate_field("topic"));
                            }
                            topic__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Partition => {
                            if partition__.is_some() {
                                return Err(serde::de::Error::duplicate_field("partition"));
                            }
                            partition__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Offset => {
                            if offset__.is_some() {
                                return Err(serde::de::Error::duplicate_field("offset"));
                            }
                            offset__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(RecordPosition {
                    topic: topic__.unwrap_or_default(),
                    partition: partition__.unwrap_or_default(),
                    offset: offset__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.RecordPosition", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReplayDeadLettersRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.positions.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ReplayDeadLettersRequest", len)?;
        if !self.positions.is_empty() {
            struct_ser.serialize_field("positions", &self.positions)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReplayDeadLettersRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "positions",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Positions,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "positions" => Ok(GeneratedField::Positions),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReplayDeadLettersRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ReplayDeadLettersRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReplayDeadLettersRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut positions__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Positions => {
                            if positions__.is_some() {
                                return Err(serde::de::Error::duplicate_field("positions"));
                            }
                            positions__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReplayDeadLettersRequest {
                    positions: positions__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ReplayDeadLettersRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReplayDeadLettersResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.results.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ReplayDeadLettersResponse", len)?;
        if !self.results.is_empty() {
            struct_ser.serialize_field("results", &self.results)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReplayDeadLettersResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "results",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Results,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "results" => Ok(GeneratedField::Results),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReplayDeadLettersResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ReplayDeadLettersResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReplayDeadLettersResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut results__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Results => {
                            if results__.is_some() {
                                return Err(serde::de::Error::duplicate_field("results"));
                            }
                            results__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReplayDeadLettersResponse {
                    results: results__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ReplayDeadLettersResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReplayOutcome {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        let variant = match self {
            Self::Unspecified => "REPLAY_OUTCOME_UNSPECIFIED",
            Self::Replayed => "REPLAY_OUTCOME_REPLAYED",
            Self::ReplayedBefore => "REPLAY_OUTCOME_REPLAYED_BEFORE",
            Self::StillDead => "REPLAY_OUTCOME_STILL_DEAD",
            Self::NotFound => "REPLAY_OUTCOME_NOT_FOUND",
            Self::Unavailable => "REPLAY_OUTCOME_UNAVAILABLE",
        };
        serializer.serialize_str(variant)
    }
}
impl<'de> serde::Deserialize<'de> for ReplayOutcome {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "REPLAY_OUTCOME_UNSPECIFIED",
            "REPLAY_OUTCOME_REPLAYED",
            "REPLAY_OUTCOME_REPLAYED_BEFORE",
            "REPLAY_OUTCOME_STILL_DEAD",
            "REPLAY_OUTCOME_NOT_FOUND",
            "REPLAY_OUTCOME_UNAVAILABLE",
        ];

        struct GeneratedVisitor;

        impl serde::de::Visitor<'_> for GeneratedVisitor {
            type Value = ReplayOutcome;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "expected one of: {:?}", &FIELDS)
            }

            fn visit_i64<E>(self, v: i64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Signed(v), &self)
                    })
            }

            fn visit_u64<E>(self, v: u64) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                i32::try_from(v)
                    .ok()
                    .and_then(|x| x.try_into().ok())
                    .ok_or_else(|| {
                        serde::de::Error::invalid_value(serde::de::Unexpected::Unsigned(v), &self)
                    })
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E>
            where
                E: serde::de::Error,
            {
                match value {
                    "REPLAY_OUTCOME_UNSPECIFIED" => Ok(ReplayOutcome::Unspecified),
                    "REPLAY_OUTCOME_REPLAYED" => Ok(ReplayOutcome::Replayed),
                    "REPLAY_OUTCOME_REPLAYED_BEFORE" => Ok(ReplayOutcome::ReplayedBefore),
                    "REPLAY_OUTCOME_STILL_DEAD" => Ok(ReplayOutcome::StillDead),
                    "REPLAY_OUTCOME_NOT_FOUND" => Ok(ReplayOutcome::NotFound),
                    "REPLAY_OUTCOME_UNAVAILABLE" => Ok(ReplayOutcome::Unavailable),
                    _ => Err(serde::de::Error::unknown_variant(value, FIELDS)),
                }
            }
        }
        deserializer.deserialize_any(GeneratedVisitor)
    }
}
impl serde::Serialize for ReplayResult {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.position.is_some() {
            len += 1;
        }
        if self.outcome != 0 {
            len += 1;
        }
        if self.now.is_some() {
            len += 1;
        }
        if !self.words.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ReplayResult", len)?;
        if let Some(v) = self.position.as_ref() {
            struct_ser.serialize_field("position", v)?;
        }
        if self.outcome != 0 {
            let v = ReplayOutcome::try_from(self.outcome)
                .map_err(|_| serde::ser::Error::custom(format!("Invalid variant {}", self.outcome)))?;
            struct_ser.serialize_field("outcome", &v)?;
        }
        if let Some(v) = self.now.as_ref() {
            struct_ser.serialize_field("now", v)?;
        }
        if !self.words.is_empty() {
            struct_ser.serialize_field("words", &self.words)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReplayResult {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "position",
            "outcome",
            "now",
            "words",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Position,
            Outcome,
            Now,
            Words,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "position" => Ok(GeneratedField::Position),
                            "outcome" => Ok(GeneratedField::Outcome),
                            "now" => Ok(GeneratedField::Now),
                            "words" => Ok(GeneratedField::Words),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReplayResult;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ReplayResult")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReplayResult, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut position__ = None;
                let mut outcome__ = None;
                let mut now__ = None;
                let mut words__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Position => {
                            if position__.is_some() {
                                return Err(serde::de::Error::duplicate_field("position"));
                            }
                            position__ = map_.next_value()?;
                        }
                        GeneratedField::Outcome => {
                            if outcome__.is_some() {
                                return Err(serde::de::Error::duplicate_field("outcome"));
                            }
                            outcome__ = Some(map_.next_value::<ReplayOutcome>()? as i32);
                        }
                        GeneratedField::Now => {
                            if now__.is_some() {
                                return Err(serde::de::Error::duplicate_field("now"));
                            }
                            now__ = map_.next_value()?;
                        }
                        GeneratedField::Words => {
                            if words__.is_some() {
                                return Err(serde::de::Error::duplicate_field("words"));
                            }
                            words__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReplayResult {
                    position: position__,
                    outcome: outcome__.unwrap_or_default(),
                    now: now__,
                    words: words__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ReplayResult", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReportSubmitted {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.service_code.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ReportSubmitted", len)?;
        if !self.service_code.is_empty() {
            struct_ser.serialize_field("serviceCode", &self.service_code)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReportSubmitted {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "service_code",
            "serviceCode",
            "description",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ServiceCode,
            Description,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "serviceCode" | "service_code" => Ok(GeneratedField::ServiceCode),
                            "description" => Ok(GeneratedField::Description),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReportSubmitted;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ReportSubmitted")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReportSubmitted, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut service_code__ = None;
                let mut description__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ServiceCode => {
                            if service_code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serviceCode"));
                            }
                            service_code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReportSubmitted {
                    service_code: service_code__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ReportSubmitted", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ReportUpdated {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.report_id.is_empty() {
            len += 1;
        }
        if self.submitted_at.is_some() {
            len += 1;
        }
        if self.step != 0 {
            len += 1;
        }
        if !self.status.is_empty() {
            len += 1;
        }
        if !self.service_code.is_empty() {
            len += 1;
        }
        if !self.note.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ReportUpdated", len)?;
        if !self.report_id.is_empty() {
            struct_ser.serialize_field("reportId", &self.report_id)?;
        }
        if let Some(v) = self.submitted_at.as_ref() {
            struct_ser.serialize_field("submittedAt", v)?;
        }
        if self.step != 0 {
            struct_ser.serialize_field("step", &self.step)?;
        }
        if !self.status.is_empty() {
            struct_ser.serialize_field("status", &self.status)?;
        }
        if !self.service_code.is_empty() {
            struct_ser.serialize_field("serviceCode", &self.service_code)?;
        }
        if !self.note.is_empty() {
            struct_ser.serialize_field("note", &self.note)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ReportUpdated {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "report_id",
            "reportId",
            "submitted_at",
            "submittedAt",
            "step",
            "status",
            "service_code",
            "serviceCode",
            "note",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ReportId,
            SubmittedAt,
            Step,
            Status,
            ServiceCode,
            Note,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "reportId" | "report_id" => Ok(GeneratedField::ReportId),
                            "submittedAt" | "submitted_at" => Ok(GeneratedField::SubmittedAt),
                            "step" => Ok(GeneratedField::Step),
                            "status" => Ok(GeneratedField::Status),
                            "serviceCode" | "service_code" => Ok(GeneratedField::ServiceCode),
                            "note" => Ok(GeneratedField::Note),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ReportUpdated;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ReportUpdated")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ReportUpdated, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut report_id__ = None;
                let mut submitted_at__ = None;
                let mut step__ = None;
                let mut status__ = None;
                let mut service_code__ = None;
                let mut note__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ReportId => {
                            if report_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("reportId"));
                            }
                            report_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SubmittedAt => {
                            if submitted_at__.is_some() {
                                return Err(serde::de::Error::duplicate_field("submittedAt"));
                            }
                            submitted_at__ = map_.next_value()?;
                        }
                        GeneratedField::Step => {
                            if step__.is_some() {
                                return Err(serde::de::Error::duplicate_field("step"));
                            }
                            step__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Status => {
                            if status__.is_some() {
                                return Err(serde::de::Error::duplicate_field("status"));
                            }
                            status__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ServiceCode => {
                            if service_code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("serviceCode"));
                            }
                            service_code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Note => {
                            if note__.is_some() {
                                return Err(serde::de::Error::duplicate_field("note"));
                            }
                            note__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ReportUpdated {
                    report_id: report_id__.unwrap_or_default(),
                    submitted_at: submitted_at__,
                    step: step__.unwrap_or_default(),
                    status: status__.unwrap_or_default(),
                    service_code: service_code__.unwrap_or_default(),
                    note: note__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ReportUpdated", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Resolved {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.site.is_empty() {
            len += 1;
        }
        if self.sign_of_life.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Resolved", len)?;
        if !self.site.is_empty() {
            struct_ser.serialize_field("site", &self.site)?;
        }
        if let Some(v) = self.sign_of_life.as_ref() {
            struct_ser.serialize_field("signOfLife", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Resolved {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "site",
            "sign_of_life",
            "signOfLife",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Site,
            SignOfLife,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "site" => Ok(GeneratedField::Site),
                            "signOfLife" | "sign_of_life" => Ok(GeneratedField::SignOfLife),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Resolved;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Resolved")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Resolved, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut site__ = None;
                let mut sign_of_life__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Site => {
                            if site__.is_some() {
                                return Err(serde::de::Error::duplicate_field("site"));
                            }
                            site__ = Some(map_.next_value()?);
                        }
                        GeneratedField::SignOfLife => {
                            if sign_of_life__.is_some() {
                                return Err(serde::de::Error::duplicate_field("signOfLife"));
                            }
                            sign_of_life__ = map_.next_value()?;
                        }
                    }
                }
                Ok(Resolved {
                    site: site__.unwrap_or_default(),
                    sign_of_life: sign_of_life__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Resolved", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Ring {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.deltas.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Ring", len)?;
        if !self.deltas.is_empty() {
            struct_ser.serialize_field("deltas", &self.deltas)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Ring {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "deltas",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Deltas,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "deltas" => Ok(GeneratedField::Deltas),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Ring;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Ring")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Ring, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut deltas__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Deltas => {
                            if deltas__.is_some() {
                                return Err(serde::de::Error::duplicate_field("deltas"));
                            }
                            deltas__ = 
                                Some(map_.next_value::<Vec<::pbjson::private::NumberDeserialize<_>>>()?
                                    .into_iter().map(|x| x.0).collect())
                            ;
                        }
                    }
                }
                Ok(Ring {
                    deltas: deltas__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Ring", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Row {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.place.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.time.is_some() {
            len += 1;
        }
        if !self.measure.is_empty() {
            len += 1;
        }
        if !self.label.is_empty() {
            len += 1;
        }
        if !self.stat.is_empty() {
            len += 1;
        }
        if !self.value.is_empty() {
            len += 1;
        }
        if self.devices_heard.is_some() {
            len += 1;
        }
        if self.devices_expected.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Row", len)?;
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if let Some(v) = self.time.as_ref() {
            struct_ser.serialize_field("time", v)?;
        }
        if !self.measure.is_empty() {
            struct_ser.serialize_field("measure", &self.measure)?;
        }
        if !self.label.is_empty() {
            struct_ser.serialize_field("label", &self.label)?;
        }
        if !self.stat.is_empty() {
            struct_ser.serialize_field("stat", &self.stat)?;
        }
        if !self.value.is_empty() {
            struct_ser.serialize_field("value", &self.value)?;
        }
        if let Some(v) = self.devices_heard.as_ref() {
            struct_ser.serialize_field("devicesHeard", v)?;
        }
        if let Some(v) = self.devices_expected.as_ref() {
            struct_ser.serialize_field("devicesExpected", v)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Row {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "place",
            "name",
            "time",
            "measure",
            "label",
            "stat",
            "value",
            "devices_heard",
            "devicesHeard",
            "devices_expected",
            "devicesExpected",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Place,
            Name,
            Time,
            Measure,
            Label,
            Stat,
            Value,
            DevicesHeard,
            DevicesExpected,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "place" => Ok(GeneratedField::Place),
                            "name" => Ok(GeneratedField::Name),
                            "time" => Ok(GeneratedField::Time),
                            "measure" => Ok(GeneratedField::Measure),
                            "label" => Ok(GeneratedField::Label),
                            "stat" => Ok(GeneratedField::Stat),
                            "value" => Ok(GeneratedField::Value),
                            "devicesHeard" | "devices_heard" => Ok(GeneratedField::DevicesHeard),
                            "devicesExpected" | "devices_expected" => Ok(GeneratedField::DevicesExpected),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Row;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Row")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Row, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut place__ = None;
                let mut name__ = None;
                let mut time__ = None;
                let mut measure__ = None;
                let mut label__ = None;
                let mut stat__ = None;
                let mut value__ = None;
                let mut devices_heard__ = None;
                let mut devices_expected__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Time => {
                            if time__.is_some() {
                                return Err(serde::de::Error::duplicate_field("time"));
                            }
                            time__ = map_.next_value()?;
                        }
                        GeneratedField::Measure => {
                            if measure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("measure"));
                            }
                            measure__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Label => {
                            if label__.is_some() {
                                return Err(serde::de::Error::duplicate_field("label"));
                            }
                            label__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Stat => {
                            if stat__.is_some() {
                                return Err(serde::de::Error::duplicate_field("stat"));
                            }
                            stat__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Value => {
                            if value__.is_some() {
                                return Err(serde::de::Error::duplicate_field("value"));
                            }
                            value__ = Some(map_.next_value()?);
                        }
                        GeneratedField::DevicesHeard => {
                            if devices_heard__.is_some() {
                                return Err(serde::de::Error::duplicate_field("devicesHeard"));
                            }
                            devices_heard__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::DevicesExpected => {
                            if devices_expected__.is_some() {
                                return Err(serde::de::Error::duplicate_field("devicesExpected"));
                            }
                            devices_expected__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(Row {
                    place: place__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    time: time__,
                    measure: measure__.unwrap_or_default(),
                    label: label__.unwrap_or_default(),
                    stat: stat__.unwrap_or_default(),
                    value: value__.unwrap_or_default(),
                    devices_heard: devices_heard__,
                    devices_expected: devices_expected__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Row", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SecurityAlert {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.category.is_empty() {
            len += 1;
        }
        if !self.severity.is_empty() {
            len += 1;
        }
        if !self.description.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.SecurityAlert", len)?;
        if !self.category.is_empty() {
            struct_ser.serialize_field("category", &self.category)?;
        }
        if !self.severity.is_empty() {
            struct_ser.serialize_field("severity", &self.severity)?;
        }
        if !self.description.is_empty() {
            struct_ser.serialize_field("description", &self.description)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SecurityAlert {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "category",
            "severity",
            "description",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Category,
            Severity,
            Description,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "category" => Ok(GeneratedField::Category),
                            "severity" => Ok(GeneratedField::Severity),
                            "description" => Ok(GeneratedField::Description),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SecurityAlert;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.SecurityAlert")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SecurityAlert, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut category__ = None;
                let mut severity__ = None;
                let mut description__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Category => {
                            if category__.is_some() {
                                return Err(serde::de::Error::duplicate_field("category"));
                            }
                            category__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Severity => {
                            if severity__.is_some() {
                                return Err(serde::de::Error::duplicate_field("severity"));
                            }
                            severity__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Description => {
                            if description__.is_some() {
                                return Err(serde::de::Error::duplicate_field("description"));
                            }
                            description__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SecurityAlert {
                    category: category__.unwrap_or_default(),
                    severity: severity__.unwrap_or_default(),
                    description: description__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.SecurityAlert", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for SeriesCells {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.site.is_empty() {
            len += 1;
        }
        if !self.device.is_empty() {
            len += 1;
        }
        if !self.measure.is_empty() {
            len += 1;
        }
        if !self.label.is_empty() {
            len += 1;
        }
        if !self.cells.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.SeriesCells", len)?;
        if !self.site.is_empty() {
            struct_ser.serialize_field("site", &self.site)?;
        }
        if !self.device.is_empty() {
            struct_ser.serialize_field("device", &self.device)?;
        }
        if !self.measure.is_empty() {
            struct_ser.serialize_field("measure", &self.measure)?;
        }
        if !self.label.is_empty() {
            struct_ser.serialize_field("label", &self.label)?;
        }
        if !self.cells.is_empty() {
            struct_ser.serialize_field("cells", &self.cells)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for SeriesCells {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "site",
            "device",
            "measure",
            "label",
            "cells",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Site,
            Device,
            Measure,
            Label,
            Cells,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "site" => Ok(GeneratedField::Site),
                            "device" => Ok(GeneratedField::Device),
                            "measure" => Ok(GeneratedField::Measure),
                            "label" => Ok(GeneratedField::Label),
                            "cells" => Ok(GeneratedField::Cells),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = SeriesCells;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.SeriesCells")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<SeriesCells, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut site__ = None;
                let mut device__ = None;
                let mut measure__ = None;
                let mut label__ = None;
                let mut cells__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Site => {
                            if site__.is_some() {
                                return Err(serde::de::Error::duplicate_field("site"));
                            }
                            site__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Device => {
                            if device__.is_some() {
                                return Err(serde::de::Error::duplicate_field("device"));
                            }
                            device__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Measure => {
                            if measure__.is_some() {
                                return Err(serde::de::Error::duplicate_field("measure"));
                            }
                            measure__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Label => {
                            if label__.is_some() {
                                return Err(serde::de::Error::duplicate_field("label"));
                            }
                            label__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Cells => {
                            if cells__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cells"));
                            }
                            cells__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(SeriesCells {
                    site: site__.unwrap_or_default(),
                    device: device__.unwrap_or_default(),
                    measure: measure__.unwrap_or_default(),
                    label: label__.unwrap_or_default(),
                    cells: cells__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.SeriesCells", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShowRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.code.is_empty() {
            len += 1;
        }
        if !self.as_of.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ShowRequest", len)?;
        if !self.code.is_empty() {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if !self.as_of.is_empty() {
            struct_ser.serialize_field("asOf", &self.as_of)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ShowRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "as_of",
            "asOf",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            AsOf,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "asOf" | "as_of" => Ok(GeneratedField::AsOf),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ShowRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ShowRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ShowRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut as_of__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOf => {
                            if as_of__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOf"));
                            }
                            as_of__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ShowRequest {
                    code: code__.unwrap_or_default(),
                    as_of: as_of__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ShowRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for ShowResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.units.is_empty() {
            len += 1;
        }
        if !self.as_of_units.is_empty() {
            len += 1;
        }
        if !self.sites.is_empty() {
            len += 1;
        }
        if !self.devices.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.ShowResponse", len)?;
        if !self.units.is_empty() {
            struct_ser.serialize_field("units", &self.units)?;
        }
        if !self.as_of_units.is_empty() {
            struct_ser.serialize_field("asOfUnits", &self.as_of_units)?;
        }
        if !self.sites.is_empty() {
            struct_ser.serialize_field("sites", &self.sites)?;
        }
        if !self.devices.is_empty() {
            struct_ser.serialize_field("devices", &self.devices)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for ShowResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "units",
            "as_of_units",
            "asOfUnits",
            "sites",
            "devices",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Units,
            AsOfUnits,
            Sites,
            Devices,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "units" => Ok(GeneratedField::Units),
                            "asOfUnits" | "as_of_units" => Ok(GeneratedField::AsOfUnits),
                            "sites" => Ok(GeneratedField::Sites),
                            "devices" => Ok(GeneratedField::Devices),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = ShowResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.ShowResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<ShowResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut units__ = None;
                let mut as_of_units__ = None;
                let mut sites__ = None;
                let mut devices__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Units => {
                            if units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("units"));
                            }
                            units__ = Some(map_.next_value()?);
                        }
                        GeneratedField::AsOfUnits => {
                            if as_of_units__.is_some() {
                                return Err(serde::de::Error::duplicate_field("asOfUnits"));
                            }
                            as_of_units__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Sites => {
                            if sites__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sites"));
                            }
                            sites__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Devices => {
                            if devices__.is_some() {
                                return Err(serde::de::Error::duplicate_field("devices"));
                            }
                            devices__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(ShowResponse {
                    units: units__.unwrap_or_default(),
                    as_of_units: as_of_units__.unwrap_or_default(),
                    sites: sites__.unwrap_or_default(),
                    devices: devices__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.ShowResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Site {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.site_id.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if self.latitude != 0. {
            len += 1;
        }
        if self.longitude != 0. {
            len += 1;
        }
        if !self.unit_code.is_empty() {
            len += 1;
        }
        if !self.valid_from.is_empty() {
            len += 1;
        }
        if !self.valid_to.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Site", len)?;
        if !self.site_id.is_empty() {
            struct_ser.serialize_field("siteId", &self.site_id)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if self.latitude != 0. {
            struct_ser.serialize_field("latitude", &self.latitude)?;
        }
        if self.longitude != 0. {
            struct_ser.serialize_field("longitude", &self.longitude)?;
        }
        if !self.unit_code.is_empty() {
            struct_ser.serialize_field("unitCode", &self.unit_code)?;
        }
        if !self.valid_from.is_empty() {
            struct_ser.serialize_field("validFrom", &self.valid_from)?;
        }
        if !self.valid_to.is_empty() {
            struct_ser.serialize_field("validTo", &self.valid_to)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Site {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "site_id",
            "siteId",
            "name",
            "latitude",
            "longitude",
            "unit_code",
            "unitCode",
            "valid_from",
            "validFrom",
            "valid_to",
            "validTo",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            SiteId,
            Name,
            Latitude,
            Longitude,
            UnitCode,
            ValidFrom,
            ValidTo,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "siteId" | "site_id" => Ok(GeneratedField::SiteId),
                            "name" => Ok(GeneratedField::Name),
                            "latitude" => Ok(GeneratedField::Latitude),
                            "longitude" => Ok(GeneratedField::Longitude),
                            "unitCode" | "unit_code" => Ok(GeneratedField::UnitCode),
                            "validFrom" | "valid_from" => Ok(GeneratedField::ValidFrom),
                            "validTo" | "valid_to" => Ok(GeneratedField::ValidTo),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Site;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Site")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Site, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut site_id__ = None;
                let mut name__ = None;
                let mut latitude__ = None;
                let mut longitude__ = None;
                let mut unit_code__ = None;
                let mut valid_from__ = None;
                let mut valid_to__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::SiteId => {
                            if site_id__.is_some() {
                                return Err(serde::de::Error::duplicate_field("siteId"));
                            }
                            site_id__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Latitude => {
                            if latitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("latitude"));
                            }
                            latitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Longitude => {
                            if longitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("longitude"));
                            }
                            longitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::UnitCode => {
                            if unit_code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("unitCode"));
                            }
                            unit_code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidFrom => {
                            if valid_from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validFrom"));
                            }
                            valid_from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidTo => {
                            if valid_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validTo"));
                            }
                            valid_to__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Site {
                    site_id: site_id__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    latitude: latitude__.unwrap_or_default(),
                    longitude: longitude__.unwrap_or_default(),
                    unit_code: unit_code__.unwrap_or_default(),
                    valid_from: valid_from__.unwrap_or_default(),
                    valid_to: valid_to__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Site", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for Unit {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.code.is_empty() {
            len += 1;
        }
        if !self.level.is_empty() {
            len += 1;
        }
        if !self.r#type.is_empty() {
            len += 1;
        }
        if !self.name.is_empty() {
            len += 1;
        }
        if !self.parent_code.is_empty() {
            len += 1;
        }
        if !self.valid_from.is_empty() {
            len += 1;
        }
        if !self.valid_to.is_empty() {
            len += 1;
        }
        if self.latitude != 0. {
            len += 1;
        }
        if self.longitude != 0. {
            len += 1;
        }
        if self.area_km2 != 0. {
            len += 1;
        }
        if !self.succeeded_by.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.Unit", len)?;
        if !self.code.is_empty() {
            struct_ser.serialize_field("code", &self.code)?;
        }
        if !self.level.is_empty() {
            struct_ser.serialize_field("level", &self.level)?;
        }
        if !self.r#type.is_empty() {
            struct_ser.serialize_field("type", &self.r#type)?;
        }
        if !self.name.is_empty() {
            struct_ser.serialize_field("name", &self.name)?;
        }
        if !self.parent_code.is_empty() {
            struct_ser.serialize_field("parentCode", &self.parent_code)?;
        }
        if !self.valid_from.is_empty() {
            struct_ser.serialize_field("validFrom", &self.valid_from)?;
        }
        if !self.valid_to.is_empty() {
            struct_ser.serialize_field("validTo", &self.valid_to)?;
        }
        if self.latitude != 0. {
            struct_ser.serialize_field("latitude", &self.latitude)?;
        }
        if self.longitude != 0. {
            struct_ser.serialize_field("longitude", &self.longitude)?;
        }
        if self.area_km2 != 0. {
            struct_ser.serialize_field("areaKm2", &self.area_km2)?;
        }
        if !self.succeeded_by.is_empty() {
            struct_ser.serialize_field("succeededBy", &self.succeeded_by)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for Unit {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "code",
            "level",
            "type",
            "name",
            "parent_code",
            "parentCode",
            "valid_from",
            "validFrom",
            "valid_to",
            "validTo",
            "latitude",
            "longitude",
            "area_km2",
            "areaKm2",
            "succeeded_by",
            "succeededBy",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Code,
            Level,
            Type,
            Name,
            ParentCode,
            ValidFrom,
            ValidTo,
            Latitude,
            Longitude,
            AreaKm2,
            SucceededBy,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "code" => Ok(GeneratedField::Code),
                            "level" => Ok(GeneratedField::Level),
                            "type" => Ok(GeneratedField::Type),
                            "name" => Ok(GeneratedField::Name),
                            "parentCode" | "parent_code" => Ok(GeneratedField::ParentCode),
                            "validFrom" | "valid_from" => Ok(GeneratedField::ValidFrom),
                            "validTo" | "valid_to" => Ok(GeneratedField::ValidTo),
                            "latitude" => Ok(GeneratedField::Latitude),
                            "longitude" => Ok(GeneratedField::Longitude),
                            "areaKm2" | "area_km2" => Ok(GeneratedField::AreaKm2),
                            "succeededBy" | "succeeded_by" => Ok(GeneratedField::SucceededBy),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = Unit;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.Unit")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<Unit, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut code__ = None;
                let mut level__ = None;
                let mut r#type__ = None;
                let mut name__ = None;
                let mut parent_code__ = None;
                let mut valid_from__ = None;
                let mut valid_to__ = None;
                let mut latitude__ = None;
                let mut longitude__ = None;
                let mut area_km2__ = None;
                let mut succeeded_by__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Code => {
                            if code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("code"));
                            }
                            code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Level => {
                            if level__.is_some() {
                                return Err(serde::de::Error::duplicate_field("level"));
                            }
                            level__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Type => {
                            if r#type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("type"));
                            }
                            r#type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Name => {
                            if name__.is_some() {
                                return Err(serde::de::Error::duplicate_field("name"));
                            }
                            name__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ParentCode => {
                            if parent_code__.is_some() {
                                return Err(serde::de::Error::duplicate_field("parentCode"));
                            }
                            parent_code__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidFrom => {
                            if valid_from__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validFrom"));
                            }
                            valid_from__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ValidTo => {
                            if valid_to__.is_some() {
                                return Err(serde::de::Error::duplicate_field("validTo"));
                            }
                            valid_to__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Latitude => {
                            if latitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("latitude"));
                            }
                            latitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Longitude => {
                            if longitude__.is_some() {
                                return Err(serde::de::Error::duplicate_field("longitude"));
                            }
                            longitude__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::AreaKm2 => {
                            if area_km2__.is_some() {
                                return Err(serde::de::Error::duplicate_field("areaKm2"));
                            }
                            area_km2__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::SucceededBy => {
                            if succeeded_by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("succeededBy"));
                            }
                            succeeded_by__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(Unit {
                    code: code__.unwrap_or_default(),
                    level: level__.unwrap_or_default(),
                    r#type: r#type__.unwrap_or_default(),
                    name: name__.unwrap_or_default(),
                    parent_code: parent_code__.unwrap_or_default(),
                    valid_from: valid_from__.unwrap_or_default(),
                    valid_to: valid_to__.unwrap_or_default(),
                    latitude: latitude__.unwrap_or_default(),
                    longitude: longitude__.unwrap_or_default(),
                    area_km2: area_km2__.unwrap_or_default(),
                    succeeded_by: succeeded_by__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.Unit", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for VehicleCount {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.r#type.is_empty() {
            len += 1;
        }
        if self.count.is_some() {
            len += 1;
        }
        if self.count_total.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.VehicleCount", len)?;
        if !self.r#type.is_empty() {
            struct_ser.serialize_field("type", &self.r#type)?;
        }
        if let Some(v) = self.count.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("count", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.count_total.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("countTotal", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for VehicleCount {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "type",
            "count",
            "count_total",
            "countTotal",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Type,
            Count,
            CountTotal,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "type" => Ok(GeneratedField::Type),
                            "count" => Ok(GeneratedField::Count),
                            "countTotal" | "count_total" => Ok(GeneratedField::CountTotal),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = VehicleCount;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.VehicleCount")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<VehicleCount, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut r#type__ = None;
                let mut count__ = None;
                let mut count_total__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Type => {
                            if r#type__.is_some() {
                                return Err(serde::de::Error::duplicate_field("type"));
                            }
                            r#type__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Count => {
                            if count__.is_some() {
                                return Err(serde::de::Error::duplicate_field("count"));
                            }
                            count__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::CountTotal => {
                            if count_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("countTotal"));
                            }
                            count_total__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(VehicleCount {
                    r#type: r#type__.unwrap_or_default(),
                    count: count__,
                    count_total: count_total__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.VehicleCount", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchRequest {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.place.is_empty() {
            len += 1;
        }
        if !self.by.is_empty() {
            len += 1;
        }
        if !self.measures.is_empty() {
            len += 1;
        }
        if !self.resolution.is_empty() {
            len += 1;
        }
        if self.buckets != 0 {
            len += 1;
        }
        if self.rate.is_some() {
            len += 1;
        }
        if !self.resume.is_empty() {
            len += 1;
        }
        if self.alerts != 0 {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.WatchRequest", len)?;
        if !self.place.is_empty() {
            struct_ser.serialize_field("place", &self.place)?;
        }
        if !self.by.is_empty() {
            struct_ser.serialize_field("by", &self.by)?;
        }
        if !self.measures.is_empty() {
            struct_ser.serialize_field("measures", &self.measures)?;
        }
        if !self.resolution.is_empty() {
            struct_ser.serialize_field("resolution", &self.resolution)?;
        }
        if self.buckets != 0 {
            struct_ser.serialize_field("buckets", &self.buckets)?;
        }
        if let Some(v) = self.rate.as_ref() {
            struct_ser.serialize_field("rate", v)?;
        }
        if !self.resume.is_empty() {
            struct_ser.serialize_field("resume", &self.resume)?;
        }
        if self.alerts != 0 {
            struct_ser.serialize_field("alerts", &self.alerts)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchRequest {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "place",
            "by",
            "measures",
            "resolution",
            "buckets",
            "rate",
            "resume",
            "alerts",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Place,
            By,
            Measures,
            Resolution,
            Buckets,
            Rate,
            Resume,
            Alerts,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "place" => Ok(GeneratedField::Place),
                            "by" => Ok(GeneratedField::By),
                            "measures" => Ok(GeneratedField::Measures),
                            "resolution" => Ok(GeneratedField::Resolution),
                            "buckets" => Ok(GeneratedField::Buckets),
                            "rate" => Ok(GeneratedField::Rate),
                            "resume" => Ok(GeneratedField::Resume),
                            "alerts" => Ok(GeneratedField::Alerts),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchRequest;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.WatchRequest")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchRequest, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut place__ = None;
                let mut by__ = None;
                let mut measures__ = None;
                let mut resolution__ = None;
                let mut buckets__ = None;
                let mut rate__ = None;
                let mut resume__ = None;
                let mut alerts__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Place => {
                            if place__.is_some() {
                                return Err(serde::de::Error::duplicate_field("place"));
                            }
                            place__ = Some(map_.next_value()?);
                        }
                        GeneratedField::By => {
                            if by__.is_some() {
                                return Err(serde::de::Error::duplicate_field("by"));
                            }
                            by__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Measures => {
                            if measures__.is_some() {
                                return Err(serde::de::Error::duplicate_field("measures"));
                            }
                            measures__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Resolution => {
                            if resolution__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resolution"));
                            }
                            resolution__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Buckets => {
                            if buckets__.is_some() {
                                return Err(serde::de::Error::duplicate_field("buckets"));
                            }
                            buckets__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                        GeneratedField::Rate => {
                            if rate__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rate"));
                            }
                            rate__ = map_.next_value()?;
                        }
                        GeneratedField::Resume => {
                            if resume__.is_some() {
                                return Err(serde::de::Error::duplicate_field("resume"));
                            }
                            resume__ = Some(map_.next_value()?);
                        }
                        GeneratedField::Alerts => {
                            if alerts__.is_some() {
                                return Err(serde::de::Error::duplicate_field("alerts"));
                            }
                            alerts__ = 
                                Some(map_.next_value::<::pbjson::private::NumberDeserialize<_>>()?.0)
                            ;
                        }
                    }
                }
                Ok(WatchRequest {
                    place: place__.unwrap_or_default(),
                    by: by__.unwrap_or_default(),
                    measures: measures__.unwrap_or_default(),
                    resolution: resolution__.unwrap_or_default(),
                    buckets: buckets__.unwrap_or_default(),
                    rate: rate__,
                    resume: resume__.unwrap_or_default(),
                    alerts: alerts__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.WatchRequest", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WatchResponse {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.event.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.WatchResponse", len)?;
        if let Some(v) = self.event.as_ref() {
            match v {
                watch_response::Event::Cells(v) => {
                    struct_ser.serialize_field("cells", v)?;
                }
                watch_response::Event::Removed(v) => {
                    struct_ser.serialize_field("removed", v)?;
                }
                watch_response::Event::CaughtUp(v) => {
                    struct_ser.serialize_field("caughtUp", v)?;
                }
                watch_response::Event::Mark(v) => {
                    struct_ser.serialize_field("mark", v)?;
                }
                watch_response::Event::End(v) => {
                    struct_ser.serialize_field("end", v)?;
                }
                watch_response::Event::Alerts(v) => {
                    struct_ser.serialize_field("alerts", v)?;
                }
            }
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WatchResponse {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "cells",
            "removed",
            "caught_up",
            "caughtUp",
            "mark",
            "end",
            "alerts",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Cells,
            Removed,
            CaughtUp,
            Mark,
            End,
            Alerts,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "cells" => Ok(GeneratedField::Cells),
                            "removed" => Ok(GeneratedField::Removed),
                            "caughtUp" | "caught_up" => Ok(GeneratedField::CaughtUp),
                            "mark" => Ok(GeneratedField::Mark),
                            "end" => Ok(GeneratedField::End),
                            "alerts" => Ok(GeneratedField::Alerts),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WatchResponse;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.WatchResponse")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WatchResponse, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut event__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Cells => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("cells"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::Cells)
;
                        }
                        GeneratedField::Removed => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("removed"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::Removed)
;
                        }
                        GeneratedField::CaughtUp => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("caughtUp"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::CaughtUp)
;
                        }
                        GeneratedField::Mark => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("mark"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::Mark)
;
                        }
                        GeneratedField::End => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("end"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::End)
;
                        }
                        GeneratedField::Alerts => {
                            if event__.is_some() {
                                return Err(serde::de::Error::duplicate_field("alerts"));
                            }
                            event__ = map_.next_value::<::std::option::Option<_>>()?.map(watch_response::Event::Alerts)
;
                        }
                    }
                }
                Ok(WatchResponse {
                    event: event__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.WatchResponse", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WifiSession {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if !self.client_mac.is_empty() {
            len += 1;
        }
        if self.client_hash.is_some() {
            len += 1;
        }
        if !self.ssid.is_empty() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.WifiSession", len)?;
        if !self.client_mac.is_empty() {
            struct_ser.serialize_field("clientMac", &self.client_mac)?;
        }
        if let Some(v) = self.client_hash.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("clientHash", ToString::to_string(&v).as_str())?;
        }
        if !self.ssid.is_empty() {
            struct_ser.serialize_field("ssid", &self.ssid)?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WifiSession {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "client_mac",
            "clientMac",
            "client_hash",
            "clientHash",
            "ssid",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            ClientMac,
            ClientHash,
            Ssid,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "clientMac" | "client_mac" => Ok(GeneratedField::ClientMac),
                            "clientHash" | "client_hash" => Ok(GeneratedField::ClientHash),
                            "ssid" => Ok(GeneratedField::Ssid),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WifiSession;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.WifiSession")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WifiSession, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut client_mac__ = None;
                let mut client_hash__ = None;
                let mut ssid__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::ClientMac => {
                            if client_mac__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientMac"));
                            }
                            client_mac__ = Some(map_.next_value()?);
                        }
                        GeneratedField::ClientHash => {
                            if client_hash__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientHash"));
                            }
                            client_hash__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::Ssid => {
                            if ssid__.is_some() {
                                return Err(serde::de::Error::duplicate_field("ssid"));
                            }
                            ssid__ = Some(map_.next_value()?);
                        }
                    }
                }
                Ok(WifiSession {
                    client_mac: client_mac__.unwrap_or_default(),
                    client_hash: client_hash__,
                    ssid: ssid__.unwrap_or_default(),
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.WifiSession", FIELDS, GeneratedVisitor)
    }
}
impl serde::Serialize for WifiUsage {
    #[allow(deprecated)]
    fn serialize<S>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>
    where
        S: serde::Serializer,
    {
        use serde::ser::SerializeStruct;
        let mut len = 0;
        if self.period.is_some() {
            len += 1;
        }
        if self.clients_connected.is_some() {
            len += 1;
        }
        if self.sessions_started.is_some() {
            len += 1;
        }
        if self.rx_bytes.is_some() {
            len += 1;
        }
        if self.tx_bytes.is_some() {
            len += 1;
        }
        if self.sessions_total.is_some() {
            len += 1;
        }
        if self.rx_bytes_total.is_some() {
            len += 1;
        }
        if self.tx_bytes_total.is_some() {
            len += 1;
        }
        let mut struct_ser = serializer.serialize_struct("kinhbac.v1.WifiUsage", len)?;
        if let Some(v) = self.period.as_ref() {
            struct_ser.serialize_field("period", v)?;
        }
        if let Some(v) = self.clients_connected.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("clientsConnected", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.sessions_started.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sessionsStarted", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.rx_bytes.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("rxBytes", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.tx_bytes.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("txBytes", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.sessions_total.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("sessionsTotal", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.rx_bytes_total.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("rxBytesTotal", ToString::to_string(&v).as_str())?;
        }
        if let Some(v) = self.tx_bytes_total.as_ref() {
            #[allow(clippy::needless_borrow)]
            #[allow(clippy::needless_borrows_for_generic_args)]
            struct_ser.serialize_field("txBytesTotal", ToString::to_string(&v).as_str())?;
        }
        struct_ser.end()
    }
}
impl<'de> serde::Deserialize<'de> for WifiUsage {
    #[allow(deprecated)]
    fn deserialize<D>(deserializer: D) -> std::result::Result<Self, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        const FIELDS: &[&str] = &[
            "period",
            "clients_connected",
            "clientsConnected",
            "sessions_started",
            "sessionsStarted",
            "rx_bytes",
            "rxBytes",
            "tx_bytes",
            "txBytes",
            "sessions_total",
            "sessionsTotal",
            "rx_bytes_total",
            "rxBytesTotal",
            "tx_bytes_total",
            "txBytesTotal",
        ];

        #[allow(clippy::enum_variant_names)]
        enum GeneratedField {
            Period,
            ClientsConnected,
            SessionsStarted,
            RxBytes,
            TxBytes,
            SessionsTotal,
            RxBytesTotal,
            TxBytesTotal,
        }
        impl<'de> serde::Deserialize<'de> for GeneratedField {
            fn deserialize<D>(deserializer: D) -> std::result::Result<GeneratedField, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                struct GeneratedVisitor;

                impl serde::de::Visitor<'_> for GeneratedVisitor {
                    type Value = GeneratedField;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(formatter, "expected one of: {:?}", &FIELDS)
                    }

                    #[allow(unused_variables)]
                    fn visit_str<E>(self, value: &str) -> std::result::Result<GeneratedField, E>
                    where
                        E: serde::de::Error,
                    {
                        match value {
                            "period" => Ok(GeneratedField::Period),
                            "clientsConnected" | "clients_connected" => Ok(GeneratedField::ClientsConnected),
                            "sessionsStarted" | "sessions_started" => Ok(GeneratedField::SessionsStarted),
                            "rxBytes" | "rx_bytes" => Ok(GeneratedField::RxBytes),
                            "txBytes" | "tx_bytes" => Ok(GeneratedField::TxBytes),
                            "sessionsTotal" | "sessions_total" => Ok(GeneratedField::SessionsTotal),
                            "rxBytesTotal" | "rx_bytes_total" => Ok(GeneratedField::RxBytesTotal),
                            "txBytesTotal" | "tx_bytes_total" => Ok(GeneratedField::TxBytesTotal),
                            _ => Err(serde::de::Error::unknown_field(value, FIELDS)),
                        }
                    }
                }
                deserializer.deserialize_identifier(GeneratedVisitor)
            }
        }
        struct GeneratedVisitor;
        impl<'de> serde::de::Visitor<'de> for GeneratedVisitor {
            type Value = WifiUsage;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("struct kinhbac.v1.WifiUsage")
            }

            fn visit_map<V>(self, mut map_: V) -> std::result::Result<WifiUsage, V::Error>
                where
                    V: serde::de::MapAccess<'de>,
            {
                let mut period__ = None;
                let mut clients_connected__ = None;
                let mut sessions_started__ = None;
                let mut rx_bytes__ = None;
                let mut tx_bytes__ = None;
                let mut sessions_total__ = None;
                let mut rx_bytes_total__ = None;
                let mut tx_bytes_total__ = None;
                while let Some(k) = map_.next_key()? {
                    match k {
                        GeneratedField::Period => {
                            if period__.is_some() {
                                return Err(serde::de::Error::duplicate_field("period"));
                            }
                            period__ = map_.next_value()?;
                        }
                        GeneratedField::ClientsConnected => {
                            if clients_connected__.is_some() {
                                return Err(serde::de::Error::duplicate_field("clientsConnected"));
                            }
                            clients_connected__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::SessionsStarted => {
                            if sessions_started__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sessionsStarted"));
                            }
                            sessions_started__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::RxBytes => {
                            if rx_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rxBytes"));
                            }
                            rx_bytes__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::TxBytes => {
                            if tx_bytes__.is_some() {
                                return Err(serde::de::Error::duplicate_field("txBytes"));
                            }
                            tx_bytes__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::SessionsTotal => {
                            if sessions_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("sessionsTotal"));
                            }
                            sessions_total__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::RxBytesTotal => {
                            if rx_bytes_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("rxBytesTotal"));
                            }
                            rx_bytes_total__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                        GeneratedField::TxBytesTotal => {
                            if tx_bytes_total__.is_some() {
                                return Err(serde::de::Error::duplicate_field("txBytesTotal"));
                            }
                            tx_bytes_total__ = 
                                map_.next_value::<::std::option::Option<::pbjson::private::NumberDeserialize<_>>>()?.map(|x| x.0)
                            ;
                        }
                    }
                }
                Ok(WifiUsage {
                    period: period__,
                    clients_connected: clients_connected__,
                    sessions_started: sessions_started__,
                    rx_bytes: rx_bytes__,
                    tx_bytes: tx_bytes__,
                    sessions_total: sessions_total__,
                    rx_bytes_total: rx_bytes_total__,
                    tx_bytes_total: tx_bytes_total__,
                })
            }
        }
        deserializer.deserialize_struct("kinhbac.v1.WifiUsage", FIELDS, GeneratedVisitor)
    }
}

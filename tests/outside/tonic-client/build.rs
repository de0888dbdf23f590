fn main() -> Result<(), Box<dyn std::error::Error>> {
    let proto = std::env::var("KINHBAC_PROTO")?;
    println!("cargo::rerun-if-env-changed=KINHBAC_PROTO");
    println!("cargo::rerun-if-changed={proto}");
    let files = protox::compile(["kinhbac/v1/live.proto"], [proto])?;
    tonic_prost_build::configure().build_server(false).compile_fds(files)?;
    Ok(())
}
